// The idea as a picture, twice the same table: on the left every row is multiplied by its place in
// the one-hot row, on the right one row is copied. The numbers are made up.
#include "ablation/chart_marks.h"
#include "ablation/figures.h"
#include "ablation/html.h"
#include "ablation/report_parts.h"

#include <iterator>

namespace textrnn {

namespace {

struct TableRow {
    const char* id;
    const char* numbers[3]; // "" for rows left out
};

constexpr TableRow kRows[] = {{"0", {"0.04", "−0.31", "0.12"}},
                              {"1", {"−0.22", "0.08", "0.47"}},
                              {"⋮", {"", "", ""}},
                              {"957", {"0.19", "0.26", "−0.05"}},
                              {"958", {"0.63", "−0.17", "0.38"}},
                              {"959", {"−0.41", "0.02", "0.21"}},
                              {"⋮", {"", "", ""}},
                              {"V − 1", {"0.11", "−0.09", "−0.34"}}};
constexpr Index kPicked = 4;
constexpr double kRowHeight = 22, kCellWidth = 52, kTableTop = 52, kTableLeft = 168;

double top_of(Index row) { return kTableTop + kRowHeight * static_cast<double>(row); }

std::string cell(double left, double top, double width, bool is_picked, const std::string& text) {
    return element("rect", {{"class", is_picked ? "picked" : "cell"}, {"x", decimal(left, 1)},
                            {"y", decimal(top, 1)}, {"width", decimal(width, 1)},
                            {"height", decimal(kRowHeight - 2, 1)}}) +
           svg_text(left + width / 2, top + 14.5, "middle", text);
}

std::string row_cells(const TableRow& row, double top, bool is_picked) {
    std::string svg;
    for (Index j = 0; j < 3; ++j)
        svg += cell(kTableLeft + kCellWidth * static_cast<double>(j), top, kCellWidth, is_picked,
                    row.numbers[j]);
    return svg;
}

// The table of V rows and D columns, and below it what comes out.
std::string table_and_result(const std::string& result) {
    std::string svg = svg_text(kTableLeft + 1.5 * kCellWidth, 36, "middle title", "table, V × D");
    for (Index i = 0; i < std::size(kRows); ++i) {
        const bool is_left_out = !*kRows[i].numbers[0];
        svg += svg_text(kTableLeft - 8, top_of(i) + 14.5, "end title", kRows[i].id);
        if (!is_left_out) svg += row_cells(kRows[i], top_of(i), i == kPicked);
    }
    return svg + svg_text(kTableLeft - 8, top_of(9) + 14.5, "end", result) +
           row_cells(kRows[kPicked], top_of(9), true);
}

std::string picture(const std::string& title, const std::string& about,
                    const std::string& content) {
    const std::string caption = element("h3", {}, title) + element("p", {}, escaped(about));
    return element("figure", {},
                   element("figcaption", {}, caption) +
                       element("svg", {{"viewBox", "0 22 340 252"}, {"role", "img"},
                                       {"aria-label", about}},
                               content)) +
           "\n";
}

} // namespace

std::string idea_picture() {
    std::string factors = svg_text(44, 36, "middle title", "one-hot row");
    for (Index i = 0; i < std::size(kRows); ++i) {
        const bool is_left_out = !*kRows[i].numbers[0];
        factors += is_left_out ? svg_text(44, top_of(i) + 14.5, "middle title", "⋮")
                               : cell(26, top_of(i), 36, i == kPicked, i == kPicked ? "1" : "0") +
                                     svg_text(82, top_of(i) + 14.5, "middle", "×");
    }
    const double middle = top_of(kPicked) + kRowHeight / 2;
    const std::string pick = svg_text(8, middle + 4.5, "", "“heart”") +
                             svg_path("arrow", move_to(62, middle) + "H120M114," +
                                                   decimal(middle - 5, 1) + "l6,5l-6,5");
    return element("div", {{"class", "plots"}},
                   picture("Multiplied",
                           "The one-hot row of “heart”, id 958, written downwards: every row of "
                           "the table is multiplied, by 0 or by 1, and all of them are added.",
                           factors + table_and_result("the sum")) +
                       picture("Looked up",
                               "The id of “heart” is 958: row 958 of the table is copied, and no "
                               "other is touched.",
                               pick + table_and_result("the copy"))) +
           "\n";
}

} // namespace textrnn
