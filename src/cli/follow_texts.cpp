// Reads, packs and prints the texts, and names the rows of a node's matrix.
#include "cli/follow_texts.h"

#include "cli/study.h"
#include "cli/terminal.h"
#include "core/registry.h"
#include "io/text.h"
#include "nn/input_layer.h"

#include <iostream>
#include <map>

namespace textrnn {

FollowedTexts followed_texts(const Model& model, const Arguments& arguments, Index label) {
    const Index count = arguments.operand_count() - 1;
    std::vector<Tokens> tokens(count);
    Dataset data;
    for (Index i = 0; i < count; ++i) {
        tokenize(checked_text(arguments, arguments.operand(i + 1)), model.config.text, tokens[i]);
        data.add(tokens[i].words, model.vocabulary);
        data.labels.push_back(label);
    }
    const auto batch = evaluation_batches(data, count).front();
    FollowedTexts texts{pack_shards(data, batch, count).front(), {}, {}, {}};
    const auto& [packed, ids, examples, labels] = texts.shard;
    Arena arena;
    for (const TokenId id : unique_tokens(arena, ids).ids)
        texts.ids.push_back(printable(model.vocabulary.word(id)));
    for (const Index i : examples) texts.names.push_back({static_cast<char>('a' + i)});
    for (Index t = 0; t < packed.steps(); ++t)
        for (Index b = 0; b < packed.batch_size(t); ++b)
            texts.words.push_back(printable(tokens[examples[b]].words[t]) + " (" +
                                  texts.names[b] + std::to_string(t) + ")");
    return texts;
}

void print_tokens(const Model& model, const FollowedTexts& texts) {
    const Packed& packed = texts.shard.packed;
    std::vector<Word> shown;
    std::map<TokenId, Index> counts;
    for (Index t = 0; t < packed.steps(); ++t) {
        if (t > 0) shown.push_back({"|"});
        for (Index n = packed.offsets[t]; n < packed.offsets[t + 1]; ++n) {
            const TokenId id = texts.shard.ids[n];
            shown.push_back({texts.words[n] + "=" + std::to_string(id) +
                             (id == kUnkId ? " <unk>" : "")});
            ++counts[id];
        }
    }
    const bool is_per_token = find_named(input_layers(), model.config.model.input)->per_token;
    std::cout << "tokens and ids (src/data/tokenizer.cpp, src/data/vocabulary.cpp)\n"
                 "  packed by time step, longest text first, no padding (src/core/packed.h);\n"
                 "  (a0): first TEXT, time step 0\n"
              << wrapped(shown, 2) << "  " << packed.tokens() << " tokens, distinct ids: "
              << counts.size() << (is_per_token ? "" : " (the work per id is done once)") << "\n";
    for (const auto& [id, count] : counts)
        if (count > 1)
            std::cout << "  " << excerpt(model.vocabulary.word(id)) << " occurs " << count
                      << " times\n";
}

std::string_view title_of(const Node& node) { return *node.name ? node.name : node.op; }

std::span<const std::string> names_of_rows(const Node& node, const FollowedTexts& texts) {
    const std::string_view title = title_of(node);
    const std::span words = texts.words;
    if (node.step != kNoStep)
        return words.subspan(texts.shard.packed.offsets[node.step], node.value.rows);
    if (title.starts_with("rows of ") || title.ends_with(", per id")) return texts.ids;
    if (title.starts_with("pool_") || title.starts_with("logits")) return texts.names;
    const bool is_single = node.is_parameter || title == "cross_entropy";
    return is_single || node.value.rows != words.size() ? words.first(0) : words;
}

} // namespace textrnn
