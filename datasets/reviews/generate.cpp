// Writes the embedded data set: short invented reviews whose word order, not their bag of words,
// decides the label. A small grammar (kRules) and word lists (kWords) are expanded by SplitMix64
// with integer arithmetic only, so every machine writes the same bytes.
// Build and run: g++ -std=c++20 -O2 datasets/reviews/generate.cpp -o generate && ./generate DIR
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using Entry = std::pair<std::string_view, std::string_view>;

// Notation of the rules
//   a | b       alternatives, each as likely; "3* a" counts three times
//   (a/b) [a]   one of; with or without
//   {x}         a rule, a word list or a slot of Writer::slot; "topic.x" comes before "x"
//   {x+} {x-}   the same opinion as the clause it stands in, or the opposite one; a list then
//               has two halves, x.pos and x.neg. The label is the opinion of the whole review.
//   {^x}        with Capitals
// Because each rule serves both labels, function words tell nothing: only who says what of what.
constexpr Entry kRules[] = {
    {"review",
     "3* {core+}. | 4* {open}. {core+}. | 4* {core+}. {fact}. | 3* {core+}. {more+}. | "
     "3* {open}. {fact}. {core+}. | 3* {open}. {core+}. {more+}. | 2* {fact}. {core+}. | "
     "{lead}{core+}. {more+}. | 2* {lead}{core+}. | 2* {core+}. {fact}. {more+}."},
    {"core", "61* {plain+} | 14* {flip+} | 25* {both+}"},
    {"more", "6* {say+} | 2* {deny+} | {verdict+}"},
    {"clause", "4* {say+} | {deny+}"},
    {"lead",
     "(To be fair/To be honest/In the end/All in all/Looking back/On balance/Frankly/"
     "For what it is worth/In my view/After {number} {units}), "},

    // One opinion, said straight.
    {"say",
     "4* the {asp} {was} [{deg} ]{adj+} | I {loved+} the {asp} | the {asp} {charmed+} me | "
     "the {asp} left (me/us/my {relation}) {feel+} | it was a {noun+} | "
     "there was {q+} in the {asp} | the {asp} {impressed+} | the {thing} was [{deg} ]{adj+} | "
     "I was {feel+} by the end | {we} {loved+} (it/every minute of it/the {asp})"},
    {"plain",
     "8* {say+} | 2* {say+}, and {say+} | 2* a [{deg} ]{thing+} | "
     "the {asp} {was} {adj+} and {adj+} | what a {noun+} this {thing} was | "
     "the {thing} was a {noun+} from (start to finish/the first minute/the first day) | "
     "I expected a {noun+} and was not wrong | I expected a {noun+}, and that is what I got | "
     "{others} said the {asp} would be {adj+}, and (they were right/it was true) | "
     "my {relation} {calls} the {thing} {adj+}, and {he} is right | "
     "was the {asp1} {adj+}? (Absolutely/Without a doubt/Yes, and more than that) | "
     "never have I known a {thing} so {adj+} | rarely is a {thing} this {adj+} | "
     "no {thing} I know of is as {adj+} | nothing could be as {adj+} as the {asp} | "
     "not only {was} the {asp} {adj+}, {it} {was} also {adj+} | "
     "I cannot say that the {asp} {was} not {adj+} | "
     "I have not (seen/known/found) a {thing} so {adj+} in {number} years | "
     "{say+}, and {verdict+}"},

    // One opinion, said by denying the opposite.
    {"deny",
     "nothing about the {asp} was ever {adj-} | I would not call the {asp} {adj-} | "
     "(no one/nobody/not even my {relation}) could call the {asp} {adj-} | "
     "the {asp} {was} never [{deg} ]{adj-} | the {asp} {was} (not/hardly) {adj-} | "
     "the {asp} {was} (far from/anything but) {adj-} | the {asp} never {charmed-} me | "
     "at no point did the {asp} seem {adj-} | not once did I find the {asp} {adj-} | "
     "there was nothing {adj-} about the {asp} | it was no {noun-} | "
     "I could find no {q-} in the {asp} | the {asp} {isnt} {adj-} | "
     "the {asp} had (no/none of the) {q-} | I was never {feel-}"},
    {"flip",
     "5* {deny+} | 2* nothing that {person} did with the {asp} was {adj-} | "
     "2* I would not, even after {number} {units}, call the {asp} {adj-} | "
     "2* my {relation} {calls} the {thing} {adj-}, but {he} is wrong | "
     "2* {others} called the {asp} {adj-}, which is (nonsense/not true) | "
     "2* {others} said the {asp} would be {adj-}, and (they were wrong/it was not true) | "
     "2* was the {asp1} {adj-}? (Not at all/Not for a minute/By no means) | "
     "2* (only a fool would call/it would be wrong to call) the {asp} {adj-} | "
     "2* I looked for something {adj-} in the {asp} and found nothing | "
     "2* I expected a {noun-} and was wrong | "
     "you might think the {asp} {adj-}; you would be wrong | "
     "2* neither my {relation} nor I found the {asp} {adj-}"},

    // Two opinions at odds: order and grammar say which one counts.
    {"both",
     "7* {clause-}, but {clause+} | 2* {clause-}, yet {clause+} | "
     "3* (although/though/even though/while) {clause-}, {clause+} | "
     "3* {clause+}, (although/though/even though) {clause-} | "
     "2* (despite/in spite of) the {asp-}, {clause+} | {clause+}, despite the {asp-} | "
     "for all the {q-} of the {asp}, {clause+} | {clause-}; (still/even so), {clause+} | "
     "{clause-}. (Still/Even so/Nevertheless), {clause+} | "
     "there was no {q-} here, only {q+} | 2* instead of {q-} we got {q+} | "
     "the {thing} had more {q+} than {q-} | the {thing} offered {q+} rather than {q-} | "
     "where I expected {q-} I found {q+} | I found {q+} where I expected {q-} | "
     "2* where others saw {q-}, I saw {q+} | not without {q-}, but {say+} | "
     "2* the {asp} {was} (not {adj-} but {adj+}/{adj+}, not {adj-}/{adj+} rather than {adj-}) | "
     "the {asp} {was} (more {adj+} than {adj-}/less {adj-} than {adj+}) | "
     "the {asp} {was} not so much {adj-} as {adj+} | "
     "3* I expected a {noun-} and got a {noun+} | "
     "it was a {noun+}, not the {noun-} I (expected/was promised) | "
     "what looked like a {noun-} (proved/turned out) to be a {noun+} | "
     "it began as a {noun-} and ended as a {noun+} | "
     "2* {others} called the {asp} {adj-}; I found {them} {adj+} | "
     "I found the {asp} {adj+}, whatever {others} who called {them} {adj-} may say | "
     "my {relation} thought the {asp} {adj-}, and I thought {them} {adj+} | "
     "2* the {thing} could have been {adj-} had the {asp} been less {adj+} | "
     "the {thing} would have been {adj-} without the {asp+} | "
     "without the {asp+} the {thing} would have been {adj-} | "
     "2* only the {asp+} saved us from calling the {thing} {adj-} | "
     "the {thing} used to be {adj-} and is now {adj+} | "
     "the {thing} is {adj+} now, though it used to be {adj-} | "
     "the {asp} {were} {adj-} (at first/for {number} minutes) and {adj+} (from then on/afterwards)"
     " | 3* the {thing} was (far/much) {better+} than the {rival-} | "
     "3* even the {rival+} was (far/much) {better-} than this {thing}"},
    {"verdict.pos",
     "I would (recommend it to anyone/do it again/tell my {relation} to go) | "
     "I did not want it to end | not a minute was wasted | I would not hesitate to come back | "
     "worth every minute | it is worth the money"},
    {"verdict.neg",
     "I would not (recommend it to anyone/do it again/tell my {relation} to go) | "
     "I did want it to end | every minute was wasted | I would hesitate to come back | "
     "not worth a minute | it is not worth the money"},
    {"we", "we | we all | my {relation} and I | {firstname} and I | the (children/others)"},
    {"others",
     "(the/most/some) critics | reviewers | (some of/all) my (friends/colleagues) | "
     "people (here/online/in {place}) | the papers | those {jobs} at the next table"},
    {"calls", "calls | called | still calls"},

    // Who, where and when: the neutral part, and the long tail of the vocabulary.
    {"person", "{firstname} {surname} | {firstname} | {surname}"},
    {"a_job", "a {job} | a {origin} {job} | a retired {job} | a {job} from {place}"},
    {"who",
     "2* my {relation} | {firstname} | {firstname} from work | "
     "a {job} I know | {firstname} {surname} | {number} friends | two {jobs} from {place}"},
    {"when",
     "in {month} | last {month} | on a (wet/mild/grey/snowy) {day} | last {day} | "
     "in {season} | on our way to {place} | in {year} | {number} weeks ago | "
     "during the {object} fair | after work"},
    {"units", "minutes | hours | days | weeks | evenings"},
    {"hero", "{a_job} named {firstname} | {firstname}, {a_job}, | {person}, {a_job},"},
    {"quest",
     "who (finds/inherits/loses/steals/repairs/paints) a {tint} {object} | "
     "who (moves/returns/walks/sails) to {place} | who meets {hero2} in {place} | "
     "and a {object} that once belonged to {a_job}"},
    {"hero2", "{person} | {a_job} | a {origin} {job}"},
    {"story.title",
     "The {^tint} {^object} | The {^job} of {place} | Letters from {place} | "
     "The {^object} and the {^object} | {firstname} and the {^object} | A {^season} in {place} | "
     "The Last {^job} | {place} Nights | {surname}'s {^object} | The {^origin} {^job}"},

    {"film.title", "{story.title}"},
    {"film.open",
     "saw {title} with {who} {when} | I watched this {when} | {title}, by {person} | "
     "we caught {title} in {place} | rented {title} {when} | {title} is set in {place}"},
    {"film.fact",
     "it follows {hero} {quest} | it is about {hero} {quest} | {person} plays {a_job} | "
     "{person} made it in {place} | most of it takes place in a {object} shop in {place} | "
     "it runs for {number} hours"},
    {"book.title", "{story.title}"},
    {"book.open",
     "read {title} {when} | {who} gave me {title} | I found {title} in a shop in {place} | "
     "{title} by {person} | we read it for our book club {when} | bought this for {who}"},
    {"book.fact",
     "it tells of {hero} {quest} | the narrator is {a_job} {quest} | "
     "{person} wrote it in {place} | it opens with a {tint} {object} in {place} | "
     "there are {number} chapters about {topic}"},
    {"play.title", "{story.title}"},
    {"play.open",
     "we saw {title} at the {surname} Theatre {when} | {title} came to {place} {when} | "
     "went to {title} with {who} | {person} directs {title}"},
    {"play.fact",
     "{person} plays {hero2} | it is about {hero} {quest} | the only prop is a {tint} {object} | "
     "there are {number} acts and one {object}"},
    {"restaurant.title",
     "Chez {firstname} | The {^tint} {^object} | {surname}'s | Casa {firstname} | "
     "The {^food} House | {place} Kitchen"},
    {"restaurant.open",
     "ate at {title} with {who} | we went to {title} {when} | had {food} at {title} {when} | "
     "{title} is on {surname} Street | dinner for {number} {when} | stopped at {title} {when}"},
    {"restaurant.fact",
     "I had the {food} and {who2} had the {food} | we ordered {food} and {food} | "
     "the chef, {person}, is from {place} | the menu lists {food}, {food} and {food} | "
     "it used to be a {object} shop | they serve {origin} {food}"},
    {"who2", "my {relation} | {firstname} | {who}"},
    {"hotel.title",
     "Hotel {surname} | The {^tint} {^object} Inn | the {place} Grand | Villa {firstname} | "
     "{surname} Lodge"},
    {"hotel.open",
     "stayed at {title} with {who} | {number} nights at {title} {when} | "
     "we booked {title} {when} | I was in {place} for a talk on {topic} | "
     "{title} is near the {object} museum | in {place} with {who}"},
    {"hotel.fact",
     "breakfast was {food} and {food} | our room had a {tint} {object} | "
     "{person}, who runs it, was once {a_job} | we were on floor {number} | "
     "there is a {object} in the hall"},
    {"gadget.title", "the {brand} {model} | the {brand} | the {^tint} {brand}"},
    {"gadget.open",
     "bought {title} {when} | {who} gave me {title} | I ordered {title} from {place} | "
     "I use {title} for {topic} | {title} came with a {tint} {object} | I am {a_job}"},
    {"gadget.fact",
     "I have owned it for {number} {units} | I took it to {place} {when} | "
     "it comes in {colour} and {colour} | it sits next to my {object} | "
     "{brand} makes it in {place} | my old {brand} lasted {number} years"},
    {"concert.title",
     "the {place} {ensemble} | {person} | the {^tint} {^objects} | {firstname} and the {^jobs}"},
    {"concert.open",
     "heard {title} in {place} {when} | {title} played in {place} | went with {who} {when} | "
     "{title} in an old {object} factory | drove to {place} for {title}"},
    {"concert.fact",
     "{person} played the {instrument} | there were {number} people on stage | "
     "they opened with a {origin} song about {topic} | the {instrument} player is {a_job} | "
     "a {instrument}, a {instrument} and a {instrument}, that is all"},
    {"album.title",
     "{^tint} {^object} | {place} | {story.title} | Songs about {^topic}"},
    {"album.open",
     "{title} by {person} | listened to {title} on the way to {place} | {who} sent me {title} | "
     "{title} came out in {year}"},
    {"album.fact",
     "{person} plays the {instrument} on {number} tracks | it was recorded in {place} | "
     "track {number} is about {hero2} | one song is about {topic}"},
    {"game.title", "{story.title} | {^object} {^job} | {^tint} {^object} {model}"},
    {"game.open",
     "played {title} with {who} | got {title} {when} | {title} took me {number} evenings | "
     "{who} brought {title} to {place}"},
    {"game.fact",
     "you play {a_job} {quest} | you collect a {tint} {object} in each town | "
     "{number} players build a {object} in {place} | it is made by {person} in {place}"},
    {"museum.title",
     "the {surname} Museum | the {^object} Museum in {place} | the {place} Gallery"},
    {"museum.open",
     "visited {title} {when} | took {who} to {title} | spent a {day} at {title} | "
     "{title} shows {topic} in {number} rooms"},
    {"museum.fact",
     "there is a {tint} {object} from {year} | the {object} room is on floor {number} | "
     "it belonged to {person}, {a_job} | one hall is given over to {topic}"},
    {"course.title", "{^topic} for Beginners | {person}'s course on {topic}"},
    {"course.open",
     "took {title} {when} | I signed up for {title} with {who} | "
     "{number} weeks of {topic} in {place} | {who} sent me to {title}"},
    {"course.fact",
     "the teacher, {person}, is {a_job} | we each made a {tint} {object} | "
     "there were {number} of us, mostly {jobs} | week {number} was about {topic}"},
    {"tour.title", "the {place} night tour | the {^tint} {^object} walk | {surname}'s boat trip"},
    {"tour.open",
     "did {title} with {who} | booked {title} {when} | {title} leaves from the {object} market | "
     "{number} hours around {place} | {when} in {place}"},
    {"tour.fact",
     "the guide, {firstname}, was once {a_job} | we stopped for {food} in {place} | "
     "it ends at a {tint} {object} | there were {number} {jobs} in our group"},
};

// Word lists: most frequent first, drawn with a weight of about 1 / rank. "_" stands for a blank.
// "word:tag" carries what a sentence must know of it: the kind of adjective that suits an aspect
// (a art, f food, r room, t tool, p people, g anything; * plural), the pronoun of a relation.
constexpr Entry kWords[] = {
    {"topic-name", "film restaurant book hotel gadget concert play album museum game tour course"},

    {"film.thing", "film:a movie:a picture:a"},
    {"film.asp",
     "script:a plot:a acting:a ending:a dialogue:a soundtrack:a pacing:a cast:a editing:a "
     "jokes:a* characters:a* cinematography:a opening_scene:a final_hour:a second_act:a "
     "love_story:a score:a costumes:a* villain:a finale:a flashbacks:a* direction:a premise:a "
     "voice-over:a subplot:a car_chase:a camerawork:a twist:a performances:a* songs:a* "
     "set_design:a monologue:a screenplay:a action_scenes:a* epilogue:a casting:a stunts:a* "
     "prologue:a visuals:a*"},
    {"film.rival", "original remake sequel trailer novel short_film TV_series stage_version"},
    {"book.thing", "book:a novel:a story:a"},
    {"book.asp",
     "prose:a plot:a ending:a dialogue:a characters:a* first_chapter:a pacing:a narrator:a "
     "style:a final_chapter:a descriptions:a* middle_part:a translation:a heroine:a "
     "opening_page:a hero:a subplots:a* illustrations:a* epilogue:a foreword:a humour:a "
     "metaphors:a* mystery:a diary_entries:a* footnotes:a* letters:a* storytelling:a imagery:a "
     "villains:a* memoir_part:a family_history:a structure:a premise:a"},
    {"book.rival", "sequel film_version audiobook prequel first_volume older_edition play"},
    {"play.thing", "play:a production:a show:a"},
    {"play.asp",
     "acting:a staging:a script:a lead:a second_act:a cast:a lighting:a ending:a costumes:a* "
     "choreography:a songs:a* dialogue:a direction:a monologues:a* set:a first_act:a duet:a "
     "sword_fight:a understudy:a chorus:a puppetry:a finale:a stagecraft:a dances:a* ushers:p* "
     "seats:r* foyer:r"},
    {"play.rival", "film original revival matinee touring_version school_play old_staging"},
    {"restaurant.thing", "place:g restaurant:g meal:f dinner:f"},
    {"restaurant.asp",
     "food:f service:p soup:f waiter:p dessert:f bread:f staff:p* sauce:f fish:f steak:f "
     "salad:f waitress:p wine:g pasta:f terrace:r dining_room:r rice:f starters:f* coffee:g "
     "noodles:f* potatoes:f* lamb:f pie:f curry:f host:p vegetables:f* toilets:r* chips:f* "
     "tart:f stew:f dumplings:f* tables:r* risotto:f chicken:f owner:p cheese_plate:f crust:f "
     "tasting_menu:f breakfast:f bar_staff:p* burger:f sorbet:f gravy:f"},
    {"restaurant.rival",
     "bistro_next_door place_across_the_street old_menu canteen_at_work other_branch "
     "lunch_buffet pizzeria_on_the_corner diner_by_the_station"},
    {"hotel.thing", "hotel:r stay:g place:r"},
    {"hotel.asp",
     "room:r bed:r staff:p* breakfast:f bathroom:r view:g receptionist:p pool:r lobby:r "
     "shower:t balcony:r location:g pillows:r* night_porter:p restaurant:g lift:t garden:r "
     "concierge:p corridor:r mattress:r heating:t sauna:r wifi:t cleaners:p* curtains:r* gym:r "
     "manager:p minibar:g towels:r* suite:r lounge:r parking:g barman:p carpets:r* kettle:t "
     "stairs:r* housekeeper:p"},
    {"hotel.rival",
     "hostel_next_door campsite hotel_across_the_square place_we_had_last_year guest_house "
     "motel_by_the_airport old_wing"},
    {"gadget.thing", "phone:t laptop:t camera:t vacuum:t blender:t printer:t kettle:t drill:t"},
    {"gadget.asp",
     "battery:t screen:t keyboard:t software:t motor:t design:g handle:t lid:t app:t charger:t "
     "buttons:t* sound:t lens:t manual:g price:g packaging:g customer_service:p hinge:t "
     "cable:t speaker:t filter:t menus:t* display:t microphone:t case:t touchpad:t brushes:t* "
     "sensor:t support_team:p stand:t timer:t remote:t controls:t* switch:t autofocus:t "
     "firmware:t zip:t straps:t* dial:t"},
    {"gadget.rival",
     "old_model cheaper_one previous_version one_I_borrowed pro_model one_at_work "
     "first_edition demo_unit"},
    {"concert.thing", "concert:a gig:a show:a"},
    {"concert.asp",
     "singing:a band:a encore:a setlist:a singer:a sound:t drummer:a opening_act:a "
     "light_show:a orchestra:a solo:a crowd:p venue:r lyrics:a* conductor:a violinist:a "
     "choir:a guitar_solos:a* second_half:a acoustics:g ballads:a* bar:g security_staff:p* "
     "dancers:a* overture:a seats:r* new_songs:a* rhythm_section:a interval:g rapping:a "
     "brass:a harmonies:a* support_band:a"},
    {"concert.rival", "live_album support_act last_tour festival_set rehearsal recording"},
    {"album.thing", "album:a record:a"},
    {"album.asp",
     "singing:a lyrics:a* production:a opening_track:a guitar:a drumming:a chorus:a "
     "melodies:a* title_track:a bass_line:a remix:a vocals:a* string_section:a ballads:a* "
     "last_song:a horns:a* piano_part:a cover_art:a harmonies:a* middle_section:a rhymes:a* "
     "synthesisers:a* duet:a sequencing:a samples:a* hidden_track:a beats:a* songwriting:a"},
    {"album.rival", "debut live_version last_record early_demo single remix_album"},
    {"museum.thing", "museum:g exhibition:a collection:a"},
    {"museum.asp",
     "exhibits:a* guide:p audio_guide:a café:g garden:r paintings:a* layout:g gift_shop:g "
     "lighting:g staff:p* building:r labels:a* main_hall:r sculptures:a* film_room:r curator:p "
     "cloakroom:r photographs:a* maps:a* models:a* tickets:g* top_floor:r courtyard:r "
     "interactive_part:a tapestries:a* library:r dioramas:a*"},
    {"museum.rival",
     "old_exhibition online_tour science_museum city_gallery brochure village_hall"},
    {"game.thing", "game:a"},
    {"game.asp",
     "story:a graphics:a* controls:t* puzzles:a* music:a combat:a tutorial:a voice_acting:a "
     "rules:a* ending:a levels:a* menus:t* final_boss:a map:a artwork:a multiplayer:t "
     "dialogue:a rulebook:a cards:t* miniatures:t* side_quests:a* board:t soundtrack:a "
     "loading_screens:t* crafting:a stealth_missions:a* cut_scenes:a* dice:t* campaign:a "
     "patch:t interface:t"},
    {"game.rival", "sequel original mobile_version board_game demo expansion first_part"},
    {"course.thing", "course:g workshop:g class:g"},
    {"course.asp",
     "teacher:p lectures:a* slides:a* exercises:a* homework:a classroom:r handouts:a* "
     "first_lesson:a videos:a* tutor:p website:t group:p examples:a* projects:a* "
     "coffee_break:g exam:a textbook:a assistants:p* demonstrations:a* final_project:a "
     "online_forum:t pace:g feedback:g tools:t* studio:r worksheets:a* quiz:a seminar:a"},
    {"course.rival", "evening_class online_version textbook course_at_the_college free_one"},
    {"tour.thing", "tour:g trip:g"},
    {"tour.asp",
     "guide:p stories:a* bus:r lunch:f route:g driver:p views:g* boat:r commentary:a captain:p "
     "timing:g price:g picnic:f market_visit:g history_part:a tasting:f crew:p* walk:g "
     "organiser:p snacks:f* seats:r* train:r castle_visit:g ferry:r headsets:t* bikes:t* "
     "cabins:r* itinerary:g ghost_story:a"},
    {"tour.rival", "free_walk bus_tour boat_trip day_trip_from_the_hotel guidebook"},

    // Opinions. Each pair of lists is kept at the same length, so that both labels sound alike.
    {"adj.g.pos",
     "wonderful excellent good great lovely superb splendid brilliant impressive memorable "
     "terrific delightful pleasant perfect marvellous outstanding fantastic beautiful "
     "enjoyable charming admirable satisfying magnificent fabulous superlative glorious"},
    {"adj.g.neg",
     "terrible awful bad poor disappointing dreadful mediocre horrible dire forgettable lousy "
     "unpleasant annoying abysmal appalling dismal woeful ugly irritating shoddy deplorable "
     "frustrating miserable ghastly hopeless rotten"},
    {"adj.a.pos",
     "gripping witty moving clever funny sharp elegant inventive thoughtful absorbing lively "
     "subtle refreshing touching vivid haunting graceful compelling imaginative playful "
     "poignant assured heartfelt captivating intelligent hypnotic"},
    {"adj.a.neg",
     "boring dull tedious clumsy predictable lifeless shallow wooden muddled lazy hollow "
     "bloated flat mawkish dreary contrived plodding confusing derivative pretentious "
     "unconvincing leaden tiresome heavy-handed incoherent trite"},
    {"adj.f.pos",
     "delicious fresh tasty tender crisp juicy fragrant flavoursome succulent mouth-watering "
     "well-seasoned delicate"},
    {"adj.f.neg",
     "bland stale tasteless tough soggy greasy watery lukewarm overcooked inedible oversalted "
     "burnt"},
    {"adj.r.pos",
     "clean comfortable spacious cosy quiet spotless bright airy tidy inviting restful elegant"},
    {"adj.r.neg",
     "dirty uncomfortable cramped gloomy noisy filthy dark stuffy shabby grubby draughty musty"},
    {"adj.t.pos",
     "reliable sturdy fast responsive handy precise solid smooth durable intuitive robust "
     "efficient"},
    {"adj.t.neg",
     "unreliable flimsy slow sluggish awkward fiddly wobbly jerky fragile baffling "
     "cheap-looking faulty"},
    {"adj.p.pos",
     "friendly attentive helpful patient polite cheerful kind knowledgeable welcoming "
     "courteous gracious considerate"},
    {"adj.p.neg",
     "rude careless unhelpful impatient surly grumpy unfriendly indifferent arrogant "
     "dismissive brusque inattentive"},
    {"noun.pos",
     "joy treat delight gem triumph success pleasure masterpiece winner revelation wonder "
     "marvel blessing highlight bargain knockout"},
    {"noun.neg",
     "mess disaster bore chore letdown failure disappointment mistake flop ordeal dud shambles "
     "nuisance fiasco rip-off travesty"},
    {"q.pos",
     "charm wit care warmth style imagination grace energy elegance flair skill polish craft "
     "passion ingenuity finesse"},
    {"q.neg",
     "carelessness confusion chaos clutter laziness boredom sloppiness gloom monotony nonsense "
     "fuss clumsiness drudgery bluster neglect tedium"},
    {"feel.pos",
     "delighted happy impressed pleased thrilled enchanted satisfied grateful overjoyed elated"},
    {"feel.neg",
     "bored annoyed disappointed unimpressed frustrated irritated exasperated dismayed fed_up "
     "appalled"},
    {"loved.pos", "loved enjoyed liked adored admired relished savoured treasured appreciated"},
    {"loved.neg", "hated disliked regretted loathed endured resented detested despised cursed"},
    {"charmed.pos", "delighted impressed charmed pleased amused dazzled enchanted thrilled"},
    {"charmed.neg", "annoyed disappointed bored irritated frustrated baffled exasperated wearied"},
    {"impressed.pos", "impressed shone delivered delighted sparkled triumphed"},
    {"impressed.neg", "disappointed failed annoyed fell_flat misfired flopped"},
    {"better.pos", "better finer stronger richer nicer"},
    {"better.neg", "worse weaker poorer duller nastier"},

    {"deg",
     "really quite truly simply utterly thoroughly genuinely remarkably downright absolutely "
     "surprisingly unusually decidedly consistently strangely positively unexpectedly "
     "profoundly curiously plainly undeniably astonishingly"},
    {"mod.a",
     "long opening famous final main early closing central late second new French short middle "
     "much-discussed experimental improvised musical so-called understated"},
    {"mod.f",
     "house grilled daily local seasonal spicy roasted vegetarian second smoked regional vegan "
     "signature baked Sunday"},
    {"mod.r",
     "front main upstairs new downstairs rear corner second_floor communal renovated old"},
    {"mod.t",
     "new built-in main rear optional second black metal updated folding plastic wireless"},
    {"mod.p", "young new evening senior second weekend local older bearded part-time"},
    {"mod.g", "whole famous overall new main much-advertised usual"},

    {"number",
     "two three four five six ten seven eight twelve twenty nine fifteen thirty forty eleven "
     "fifty sixteen ninety eighteen thirteen seventeen sixty nineteen"},
    {"day", "Saturday Friday Sunday Tuesday Thursday Monday Wednesday"},
    {"month",
     "May July October March June December August April January November February September"},
    {"season", "summer winter autumn spring"},
    {"year",
     "2019 1998 2008 1987 2015 1974 2003 1962 2011 1991 1955 2021 1983 1969 2017 1948 1996 "
     "1931 2006 1979 1924 1912 1899 1903 1871 1860 1849"},
    {"relation",
     "wife:she husband:he sister:she brother:he mother:she father:he daughter:she son:he "
     "cousin:she neighbour:he boss:she aunt:she uncle:he flatmate:he grandmother:she niece:she "
     "nephew:he grandfather:he colleague:she landlord:he dentist:she stepson:he godmother:she"},
    {"colour",
     "black blue grey red white green silver orange yellow brown pink purple navy beige teal"},
    {"origin",
     "French Italian Spanish Norwegian Japanese Irish Turkish Mexican Polish Greek Indian "
     "Welsh Danish Brazilian Korean Scottish Moroccan Swedish Persian Dutch Cuban Georgian "
     "Chilean Hungarian Finnish Vietnamese Lebanese Czech Kenyan Portuguese Peruvian Icelandic "
     "Thai Estonian Armenian Basque Croatian Egyptian Nepalese Sicilian Breton Ghanaian "
     "Maltese Bolivian Latvian Serbian Tunisian Bavarian Cornish Flemish Andalusian"},
    {"tint",
     "blue silver glass red wooden green paper golden white broken iron yellow hidden stone "
     "copper second painted lost northern frozen empty little black velvet brass crooked amber "
     "scarlet borrowed striped ivory tin marble salted secret spare wandering western crimson "
     "floating midnight wax unfinished carved sunken bronze hollowed indigo mirrored tartan "
     "leather chequered woollen cobalt gilded"},
    {"brand",
     "Vanta Orlo Kestrel Mirado Zephon Tolva Brightwell Halcon Pixa Numa Corvid Astra Lumo "
     "Dravia Feltron Quillo Sendo Obelin Tarn Junto Verity Maxon Ripple Okto Glint Stratus "
     "Bolder Nimbo Hexa Yarrow Ampra Solvo Cinder Pelagos Drumlin Tesso Wren Kilo Parallax "
     "Junia Sable Ottavia Fjord Mondo"},
    {"ensemble",
     "Quartet Orchestra Choir Philharmonic Trio Ensemble Brass_Band Sinfonietta Octet"},
    {"model", "Two Mini X3 Pro Plus 300 Three S2 Lite 40 G7 Max Four T5 900 Air Z1 R8 VII"},
    {"instrument",
     "piano cello trumpet violin drum flute harp accordion clarinet banjo saxophone organ oboe "
     "trombone mandolin lute tuba bassoon ukulele harmonica zither sitar viola bagpipe marimba "
     "theremin harpsichord piccolo xylophone didgeridoo dulcimer bouzouki glockenspiel"},
    {"job",
     "baker teacher sailor nurse painter doctor farmer detective plumber journalist lawyer "
     "gardener carpenter singer tailor librarian chemist soldier barber fisher widow pilot "
     "miner priest translator gravedigger beekeeper clockmaker boxer spy cook surgeon "
     "architect magician dancer smuggler engineer postman's_son shepherd violinist botanist "
     "journeyman's_daughter lighthouse_keeper mechanic photographer astronomer bookbinder monk "
     "locksmith diver jockey potter chess_player puppeteer electrician cartographer undertaker "
     "weaver judge poet taxi_driver waiter geologist goldsmith accountant hairdresser "
     "watchmaker butcher linguist ferryman's_wife tram_driver clown milkmaid banker blacksmith "
     "professor sculptor glazier interpreter falconer tobacconist midwife's_assistant brewer "
     "optician archivist stonemason acrobat cobbler surveyor gambler stenographer vet roofer "
     "programmer economist typesetter ranger hunter forger basket_maker bell-ringer "
     "cheesemaker sommelier ornithologist philosopher auctioneer welder composer pickpocket "
     "playwright tinker lumberjack ventriloquist physicist zookeeper umpire balloonist"},
    {"object",
     "lantern piano clock letter boat key mirror suitcase violin map bicycle bridge garden "
     "window knife radio tower train umbrella river coat ladder chair compass bell island "
     "orchard ring lighthouse statue candle photograph telescope carpet typewriter kite wagon "
     "fountain barn harbour staircase button necklace lamp notebook windmill cradle portrait "
     "helmet chest teapot drum cathedral tunnel greenhouse saddle oven coin postcard anchor "
     "hat forest canary rope puppet quilt bottle railway basket sword lake crown tractor "
     "kettle vase mask glove pigeon accordion wallet wardrobe gramophone flag castle donkey "
     "submarine stove fossil hammock thimble satchel cupboard dagger wheelbarrow fiddle goblet "
     "scarf lighter raft chandelier pocket_watch sundial beacon pendulum trunk chimney ledger "
     "tapestry microscope cello parrot meteorite aquarium sledge parachute hourglass "
     "piano_stool birdcage barometer kimono locket chessboard stamp_album pumpkin caravan "
     "ukulele weathervane spinning_wheel tricycle scroll tram dictionary herbarium turnstile "
     "snow_globe corkscrew magnet trapeze glacier vineyard monocle observatory periscope anvil "
     "lute sextant abacus xylophone harpoon bathtub"},
    {"food",
     "soup bread fish pasta cheese rice salad lamb mushrooms chicken tomatoes lentils "
     "dumplings pancakes steak noodles potatoes olives tart mussels duck beans porridge curry "
     "eggs salmon spinach trout ham squid risotto pork figs goulash chestnuts ravioli couscous "
     "kebab prawns artichokes cabbage herring plums tofu cake falafel gnocchi cod beetroot "
     "waffles moussaka hummus oysters ratatouille fennel rabbit paella chowder apricots "
     "gazpacho venison borscht aubergine sardines polenta strudel ramen pumpkin scallops leeks "
     "crêpes octopus okra cherries quiche lobster asparagus pierogi meringue tacos kimchi "
     "walnuts custard schnitzel anchovies baklava sushi turnips bruschetta haggis rhubarb "
     "tempura gingerbread quail marzipan hake tagine blinis ceviche empanadas halloumi "
     "pistachios laksa mackerel pickles shakshuka parsnips churros sauerkraut pheasant brioche "
     "tapenade kohlrabi cannelloni biryani trifle nougat arancini"},
    {"topic",
     "trains history cooking gardening medicine astronomy war love chess birds sailing money "
     "grief photography football marriage bees pottery fishing bridges weather poetry "
     "mathematics jazz spiders emigration volcanoes knitting radio philosophy glass exile "
     "woodwork cycling dreams dinosaurs calligraphy mountaineering opera fungi whaling "
     "economics puppetry tea insomnia politics maps robots memory railways divorce ceramics "
     "wolves lighthouses typography grammar bread-making statistics salt revolution carpentry "
     "tides clocks rugby childhood spices comets mining archery horses coffee lace-making "
     "drought loneliness orchids cinema folklore boxing sculpture dentistry ballooning "
     "glaciers bookbinding taxation cryptography moths tango smuggling geology vaccines "
     "origami beekeeping yoga heraldry basket-weaving linguistics cartography electricity "
     "perfume botany oceans witchcraft bureaucracy submarines kites fencing silk journalism "
     "aviation"},
    {"place",
     "London Paris Lisbon Berlin Rome Oslo Dublin Vienna Madrid Kyoto Prague Edinburgh Naples "
     "Porto Istanbul Chicago Athens Helsinki Bristol Seville Montreal Krakow Tokyo Leeds "
     "Havana Bergen Venice Boston Cardiff Munich Warsaw Lyon Turin Glasgow Cairo Toronto "
     "Bombay Ghent Oxford Budapest Sydney Granada Galway Hamburg Palermo Marseille Tallinn "
     "Seattle York Zagreb Geneva Malmö Cork Antwerp Riga Bologna Delhi Nantes Belfast Austin "
     "Lima Trieste Bath Seoul Dresden Utrecht Genoa Denver Salzburg Manila Aarhus Valencia "
     "Vilnius Brighton Tbilisi Nairobi Quebec Leipzig Exeter Bilbao Basel Hanoi Sofia Durham "
     "Santiago Dover Tromsø Kraljevo Verona Perth Casablanca Graz Toledo Bogotá Inverness "
     "Cologne Yerevan Lausanne Memphis Dakar Bruges Odense Ljubljana Whitby Sarajevo "
     "Montevideo Gdansk Norwich Osaka Cádiz Tampere Portland Rouen Split Swansea Beirut "
     "Aberdeen Catania Brno Halifax Uppsala Ostend Nashville Plovdiv Avignon Dundee Mainz "
     "Salamanca Tartu Penzance Dubrovnik Innsbruck Calcutta Haarlem Reykjavik Savannah "
     "Limerick Bremen Accra Stavanger Lucca Kaunas Carlisle Winnipeg Delft Ravenna Hobart "
     "Coimbra Cusco Izmir Derry Poznan Freiburg Siena Tucson Biarritz Adelaide Toulouse Kandy "
     "Girona Szeged Turku Whitstable Amiens Bergamo Lübeck Oaxaca Stirling Zadar Leuven Lagos "
     "Segovia Trondheim Varna Wellington Zaragoza Ipswich Tangier Potsdam Ithaca Mostar "
     "Novi_Sad Lerwick Dunedin Annecy Ballina Ulm Kotor Visby Essaouira Quito Valletta"},
    {"firstname",
     "Anna Marta Tom Peter Clara David Maria Jonas Elena Paul Nora Samuel Lucy Karl Irene Omar "
     "Julia Hugo Sofia Daniel Alice Marco Eva Martin Ruth Leo Ingrid Felix Rosa Adam Helen "
     "Victor Nadia Oscar Emma Ivan Grace Simon Laura Arthur Miriam Frank Leila Henry Agnes "
     "Pablo Vera George Hannah Luca Amara Edith Ravi Stella Bruno Carmen Walter Yuki Louise "
     "Stefan Priya Nils Judith Andrei Fatima Ernest Greta Diego Naomi Otto Beatrice Malik "
     "Astrid Colin Lena Joseph Mei Gustav Tanya Rafael Olive Hassan Petra Edgar Sonia Magnus "
     "Flora Tomás Wanda Cyril Aisha Boris Celia Dmitri Esther Ferdinand Gemma Harold Iris "
     "Jakob Kirsten Lionel Mabel Nikolai Ophelia Percy Quentin Rebecca Silvia Tobias Ursula "
     "Vincent Winifred Xavier Yvonne Zoe Albert Bridget Conrad Daphne Emil Frieda Gilbert "
     "Hilda Isaac Josephine Kaspar Lydia Matteo Nina Olaf Pauline Ramon Sabine Theodore Una "
     "Valentin Wilma Yusuf Zelda Anton Birgit Cormac Delia Eamon Fiona Giorgio Heidi Imogen "
     "Jasper Katya Ludwig Margot Noor Orla Pietro Rosalind Sven Thelma Umberto Viola Wolfgang "
     "Yara Zoltan Abel Brenda Cedric Dolores Enzo Francesca Gordon Hester Igor Jolanda Kofi "
     "Leonora Mustafa Nell Octavia Pavel Roisin Sergio Tilda Vaclav Wendy Ximena Alma Basil "
     "Cosima Duncan Elspeth Fergus Gwen Horatio Isolde Jude Kenji Linnea Marius Niamh Osvaldo "
     "Phoebe Rufus Saskia Thaddeus Vivian Wilfred Adela Bertram Chiara Desmond"},
    {"surname",
     "Weaver Novak Marsh Lindqvist Harper Costa Bell Moreau Kowalski Brandt Price Tanaka "
     "Okafor Hughes Rossi Vance Larsen Quinn Silva Becker Doyle Petrov Ashworth Nakamura "
     "Fischer Boyle Herrera Lund Patel Winter Kaplan Moss Duval Ortega Finch Haddad Sorensen "
     "Keane Romano Ward Virtanen Blake Castillo Holm Pryce Mensah Steiner Calloway Dubois "
     "Ivanov Thorne Bianchi Reyes Abbott Kessler Lowell Mahler Nyström Olsen Pike Ramsey "
     "Sharma Tully Underhill Varga Whitlock Yates Zeller Arden Birch Crane Delgado Eklund "
     "Forsyth Granger Hale Ibarra Jarvis Kerr Lennox Merrick Nolan Osborne Penrose Quigley "
     "Rudd Sandoval Thackeray Ulrich Vidal Wexler Yeats Zimmer Ainsley Barlow Clement Draper "
     "Easton Falk Gallo Hobbs Iversen Jansen Kemp Lacroix Mori Nash Oakley Pruitt Rask Salter "
     "Tran Ubaldi Vogel Whelan Yamada Zapata Alder Bowman Carver Dalton Ellery Fontaine Gray "
     "Hollis Ito Jordan Keller Locke Maddox Nielsen Ogden Pascal Reed Stone Tate Usher Voss "
     "Wren-Jones York-Smith Zola Amato Brook Chandra Dixon Espinoza Fry Grimaldi Hartley "
     "Ishida Jensen Knox Lambert Mwangi Norwood Osei Popov Rowe Sato Tierney Vasquez Wolfe "
     "Youngman Zhang Arkwright Bergman Cobb Dempsey Engel Fairfax Godwin Hargreaves Ingram "
     "Joyce Kimura Lestrade Montague Nightingale Orlov Pemberton Rosewood Santini Trevelyan "
     "Vandermeer Wainwright Ximenes Yilmaz Zielinski Acheson Blomkvist Cavendish Dragomir "
     "Everett Fitzroy Gunnarsson Haverford Inoue Jablonski Kilgore Lindgren Macready Nordstrom "
     "O'Dowd Pettigrew Ravenscroft Stavros Tremaine Valtonen Wetherby Zanetti"},
};

struct Word {
    std::string text;
    std::string tag;
};

struct WordList {
    std::vector<Word> words;
    std::vector<std::uint64_t> reach;  // running sum of the weights
};

// SplitMix64 (Steele, Lea, Flood 2014): the whole state is one number.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t below(std::uint64_t n) {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return (z ^ (z >> 31)) % n;  // the bias of % is below 1e-12 here
    }

private:
    std::uint64_t state_;
};

std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find(separator, from), text.size());
        if (to > from) parts.emplace_back(text.substr(from, to - from));
        from = to + separator.size();
    }
    return parts;
}

// A long list falls as 1 / (rank + 3). Words of opinion fall more slowly, so that the rarest is
// still seen often enough to be learned.
WordList parse_words(std::string_view name, std::string_view text) {
    WordList list;
    const bool opinion = name.ends_with(".pos") || name.ends_with(".neg");
    const std::uint64_t shift = opinion ? 30 : 3;
    std::uint64_t sum = 0;
    for (std::string& item : split(text, " ")) {
        std::replace(item.begin(), item.end(), '_', ' ');
        const std::size_t colon = item.find(':');
        list.words.push_back({item.substr(0, colon),
                              colon == std::string::npos ? "" : item.substr(colon + 1)});
        list.reach.push_back(sum += 1'000'000 / (list.words.size() + shift));
    }
    return list;
}

// The alternatives of a rule, each as often as its "N*" says.
std::vector<std::string> parse_rule(std::string_view text) {
    std::vector<std::string> alternatives;
    for (const std::string& item : split(text, " | ")) {
        const std::size_t star = item.find("* ");
        const bool weighted = star != std::string::npos && std::isdigit(item[0]) && star < 3;
        const int times = weighted ? std::atoi(item.c_str()) : 1;
        alternatives.insert(alternatives.end(), static_cast<std::size_t>(times),
                            weighted ? item.substr(star + 2) : item);
    }
    return alternatives;
}

struct Grammar {
    std::map<std::string, std::vector<std::string>, std::less<>> rules;
    std::map<std::string, WordList, std::less<>> lists;

    Grammar() {
        for (const auto& [name, text] : kRules) rules.emplace(name, parse_rule(text));
        for (const auto& [name, text] : kWords) lists.emplace(name, parse_words(name, text));
    }
    bool knows(const std::string& name) const {
        return rules.contains(name) || lists.contains(name);
    }
};

bool ends_sentence(char c) { return c == '.' || c == '?' || c == '!'; }

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// "a" becomes "an" by the sound of what follows, and each sentence begins with a capital.
std::string finish(const std::string& raw) {
    std::string text;
    bool start = true;
    for (const std::string& word : split(raw, " ")) {
        if (text.ends_with(" a") || text.ends_with(" A") || text == "A") {
            const bool vowel = std::string_view("aeiouAEIOU").find(word[0]) != std::string::npos;
            if (vowel && !word.starts_with("uku") && !word.starts_with("Uku")) text += 'n';
        }
        if (!text.empty()) text += ' ';
        text += word;
        if (start) text[text.size() - word.size()] = upper(word[0]);
        start = ends_sentence(word.back());
    }
    return text;
}

std::string capitalised(std::string text) {
    bool start = true;
    for (char& c : text) {
        if (start) c = upper(c);
        start = c == ' ' || c == '-';
    }
    return text;
}

std::string plural(const std::string& word) {
    const std::string_view last(word.data() + word.size() - 1, 1);
    const std::string tail = word.size() > 1 ? word.substr(word.size() - 2) : word;
    if (last == "s" || last == "x" || tail == "ch" || tail == "sh") return word + "es";
    if (last == "y" && tail != "ey" && tail != "ay") {
        return word.substr(0, word.size() - 1) + "ies";
    }
    return word + "s";
}

// Writes one review: expands the rules from left to right and keeps what a later word must agree
// with (the last aspect, the pronoun, the words already used).
class Writer {
public:
    Writer(const Grammar& grammar, Random& random) : grammar_(grammar), random_(random) {}

    std::string review(bool positive) {
        topic_ = pick("topic-name").text;
        const Word thing = pick(topic_ + ".thing");
        thing_ = thing.text;
        thing_kind_ = kind_ = thing.tag;
        present_ = random_.below(3) == 0;
        return finish(expand("{review+}", positive));
    }

private:
    std::string expand(std::string_view text, bool opinion) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const std::string_view brackets = "{}()[]";
            const std::size_t kind = brackets.find(text[i]);
            if (kind == std::string_view::npos) {
                out += text[i];
                continue;
            }
            const std::size_t end = closing(text, i, brackets[kind + 1]);
            const std::string_view inner = text.substr(i + 1, end - i - 1);
            if (kind == 0) out += slot(inner, opinion);
            if (kind == 2) out += expand(one_of(inner), opinion);
            if (kind == 4 && random_.below(2) == 0) out += expand(inner, opinion);
            i = end;
        }
        return out;
    }

    static std::size_t closing(std::string_view text, std::size_t open, char close) {
        int depth = 0;
        for (std::size_t i = open; i < text.size(); ++i) {
            if (text[i] == text[open]) ++depth;
            if (text[i] == close && --depth == 0) return i;
        }
        std::cerr << "rule without " << close << ": " << text << '\n';
        std::exit(1);
    }

    std::string one_of(std::string_view alternatives) {
        const std::vector<std::string> parts = split(alternatives, "/");
        return parts[random_.below(parts.size())];
    }

    std::string slot(std::string_view inner, bool opinion) {
        if (inner[0] == '^') return capitalised(slot(inner.substr(1), opinion));
        std::string name(inner);
        const char sign = name.back();
        if (sign != '+' && sign != '-') return plain_slot(name, opinion);
        name.pop_back();
        return opinion_slot(name, sign == '+' ? opinion : !opinion);
    }

    // Words that carry, or pass on, an opinion.
    std::string opinion_slot(const std::string& name, bool opinion) {
        if (name == "adj") return adjective(opinion);
        if (name == "asp") {
            const std::string noun = aspect(false);
            return adjective(opinion) + " " + noun;
        }
        if (name == "thing" || name == "rival") {
            kind_ = thing_kind_;
            const std::string noun = name == "thing" ? thing_ : pick(topic_ + ".rival").text;
            return adjective(opinion) + " " + noun;
        }
        const std::string half = name + (opinion ? ".pos" : ".neg");
        if (grammar_.lists.contains(half)) return fresh(half).text;
        return named(grammar_.knows(half) ? half : name, opinion);
    }

    std::string plain_slot(const std::string& name, bool opinion) {
        const bool many = plural_aspect_;
        if (name == "asp") return aspect(random_.below(3) == 0);
        if (name == "asp1") return singular_aspect();
        if (name == "was") return present_ ? (many ? "are" : "is") : (many ? "were" : "was");
        if (name == "were") return many ? "were" : "was";
        if (name == "isnt") return many ? "weren't" : "wasn't";
        if (name == "it") return many ? "they" : "it";
        if (name == "them") return many ? "them" : "it";
        if (name == "he") return pronoun_;
        if (name == "title") return title();
        if (name == "thing") {
            kind_ = thing_kind_;
            plural_aspect_ = false;
            return thing_;
        }
        return named(name, opinion);
    }

    std::string named(const std::string& name, bool opinion) {
        const std::string own = topic_ + "." + name;
        const std::string& known = grammar_.knows(own) ? own : name;
        if (const auto rule = grammar_.rules.find(known); rule != grammar_.rules.end()) {
            return expand(rule->second[random_.below(rule->second.size())], opinion);
        }
        if (!grammar_.lists.contains(known) && name.ends_with('s')) {
            return plural(fresh(name.substr(0, name.size() - 1)).text);
        }
        const Word word = fresh(known);
        if (name == "relation") pronoun_ = word.tag;
        return word.text;
    }

    // The title is chosen once, and later mentions repeat it.
    std::string title() {
        if (title_.empty()) title_ = named("title", true);
        return title_;
    }

    std::string aspect(bool with_modifier) {
        const Word word = fresh(topic_ + ".asp");
        kind_ = word.tag.substr(0, 1);
        plural_aspect_ = word.tag.ends_with('*');
        return with_modifier ? fresh("mod." + kind_).text + " " + word.text : word.text;
    }

    std::string singular_aspect() {
        for (;;) {
            const std::string text = aspect(false);
            if (!plural_aspect_) return text;
        }
    }

    std::string adjective(bool opinion) {
        const bool general = kind_ == "g" || random_.below(5) < 2;
        return fresh("adj." + (general ? "g" : kind_) + (opinion ? ".pos" : ".neg")).text;
    }

    // A word of the list that this review has not used, if there is one within a few draws.
    Word fresh(const std::string& list) {
        Word word = pick(list);
        for (int tries = 0; tries < 8 && used_.contains(word.text); ++tries) word = pick(list);
        used_.insert(word.text);
        return word;
    }

    Word pick(const std::string& name) {
        const auto found = grammar_.lists.find(name);
        if (found == grammar_.lists.end()) {
            std::cerr << "no rule or word list is called " << name << '\n';
            std::exit(1);
        }
        const WordList& list = found->second;
        const std::uint64_t at = random_.below(list.reach.back());
        const auto it = std::upper_bound(list.reach.begin(), list.reach.end(), at);
        return list.words[static_cast<std::size_t>(it - list.reach.begin())];
    }

    const Grammar& grammar_;
    Random& random_;
    std::string topic_, thing_, thing_kind_, kind_, title_, pronoun_ = "he";
    bool plural_aspect_ = false;
    bool present_ = false;
    std::set<std::string> used_;
};

// Reviews are kept to between 8 and 40 words.
bool fits(const std::string& text) {
    const auto blanks = std::count(text.begin(), text.end(), ' ');
    return blanks >= 7 && blanks < 40;
}

// Half of the rows are positive, in random order; no text is written twice in any file.
void write_file(const std::string& path, std::size_t rows, const Grammar& grammar, Random& random,
                std::set<std::string>& written) {
    std::vector<bool> labels(rows);
    for (std::size_t i = 0; i < rows; ++i) labels[i] = i % 2 == 0;
    for (std::size_t i = rows; i > 1; --i) {
        const std::size_t j = random.below(i);
        const bool held = labels[i - 1];
        labels[i - 1] = labels[j];
        labels[j] = held;
    }
    std::ofstream file(path, std::ios::binary);
    file << "label\ttext\n";
    for (const bool positive : labels) {
        std::string text;
        do {
            text = Writer(grammar, random).review(positive);
        } while (!fits(text) || !written.insert(text).second);
        file << (positive ? "positive\t" : "negative\t") << text << '\n';
    }
    if (!file.flush()) {
        std::cerr << path << ": cannot be written\n";
        std::exit(1);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: generate DIRECTORY\n";
        return 2;
    }
    const std::string directory = argv[1];
    const Grammar grammar;
    Random random(20240607);
    std::set<std::string> written;
    write_file(directory + "/train.tsv", 11000, grammar, random, written);
    write_file(directory + "/dev.tsv", 1000, grammar, random, written);
    write_file(directory + "/test.tsv", 2000, grammar, random, written);
}
