// A table is a list of columns: title, member of the JSON record, and how a number is written.
#include "ablation/report_parts.h"

#include <algorithm>

namespace textrnn {

namespace {

struct Column {
    const char* title;
    const char* member;
    std::string (*text)(double) = nullptr; // nullptr: the member is a text or a list
};

struct Layout {
    const char* name;
    const char* section; // its items are the rows, or hold the rows in their member `name`
    const char* title;
    std::vector<Column> columns;
};

std::string seed_text(double seed) { return fixed(seed, 0); }
std::string loss_text(double loss) { return fixed(loss, 4); }
std::string number_text(double n) { return with_prefix(n); }
std::string rate_text(double n) { return n > 0 ? with_prefix(n) + "/s" : "not measured"; }

const Layout kLayouts[] = {
    {"equality", "equality", "Two models side by side on the same batches",
     {{"run", "name"}, {"largest difference of the loss", "loss_difference", brief},
      {"of a parameter", "parameter_difference", brief}, {"which one", "parameter"},
      {"equal predictions", "equal_predictions", count_text}, {"of", "predictions", count_text},
      {"steps", "steps", count_text}, {"of", "whole", count_text}, {"a", "a_input"},
      {"with", "a_optimizer"}, {"b", "b_input"}, {"with", "b_optimizer"},
      {"time of a", "a_seconds", seconds_text}, {"time of b", "b_seconds", seconds_text}}},
    {"cost", "cost", "A training step on one thread: medians",
     {{"arm", "arm"}, {"optimizer", "optimizer"}, {"V", "vocabulary", count_text},
      {"step", "step_seconds", seconds_text}, {"fastest", "fastest_seconds", seconds_text},
      {"slowest", "slowest_seconds", seconds_text}, {"forward", "forward_seconds", seconds_text},
      {"backward", "backward_seconds", seconds_text}, {"update", "update_seconds", seconds_text},
      {"least possible", "least_seconds", seconds_text}, {"memory", "memory", bytes_text},
      {"multiply-adds", "multiply_adds", number_text}, {"bytes moved", "bytes_moved", bytes_text},
      {"steps measured", "steps", count_text}, {"why not run", "not_run"}}},
    {"cost_shape", "cost_shape", "The synthetic texts of these steps, and the model",
     {{"texts", "batch", count_text}, {"words of each", "length", count_text},
      {"distinct words", "words", count_text},
      {"embedding, D", "embedding_dim", count_text}, {"hidden size, H", "hidden_size", count_text},
      {"cell", "cell"}, {"bidirectional", "bidirectional"}}},
    {"summaries", "summaries", "Test accuracy of each arm",
     {{"arm", "arm"}, {"runs", "runs", count_text}, {"mean", "accuracy", percent},
      {"standard deviation", "deviation", percent}, {"parameters", "parameters", count_text},
      {"time to train", "seconds", seconds_text}}},
    {"comparisons", "comparisons", "Every pair of arms",
     {{"a", "a"}, {"b", "b"}, {"a minus b", "difference", points_text},
      {"seeds", "seeds", count_text}, {"p over seeds", "p_seeds", p_value_text},
      {"texts", "examples", count_text}, {"p over texts", "p_examples", p_value_text},
      {"same predictions", "identical"}}},
    {"trained", "trained", "Every trained run",
     {{"arm", "arm"}, {"seed", "seed", seed_text}, {"best epoch", "best_epoch", count_text},
      {"dev accuracy", "dev_accuracy", percent}, {"test accuracy", "test_accuracy", percent},
      {"test loss", "test_loss", loss_text}, {"parameters", "parameters", count_text},
      {"time to train", "seconds", seconds_text}, {"directory", "id"}}},
    {"epochs", "trained", "Every epoch",
     {{"arm", "arm"}, {"seed", "seed", seed_text}, {"epoch", "epoch", count_text},
      {"training time", "seconds", seconds_text}, {"training loss", "train_loss", loss_text},
      {"dev loss", "dev_loss", loss_text}, {"dev accuracy", "dev_accuracy", percent}}},
    {"neighbors", "neighbors", "Nearest words by cosine, before and after training",
     {{"word", "word"}, {"before", "before"}, {"after", "after"}}},
    {"environment", "environment", "Where and how",
     {{"processor", "machine_processor"}, {"system", "machine_system"},
      {"compiler", "machine_compiler"}, {"flags", "machine_flags"}, {"commit", "machine_commit"},
      {"date", "machine_date"}, {"threads", "machine_threads", count_text},
      {"arithmetic operations", "machine_flops_per_second", rate_text},
      {"bytes read from memory", "machine_bytes_per_second", rate_text},
      {"texts for training", "train_examples", count_text},
      {"texts for testing", "test_examples", count_text},
      {"words in the vocabulary", "vocabulary", count_text}, {"labels", "labels"},
      {"arms", "arms"}, {"seeds", "seeds"}}},
};

// "warm", "warm 0.91, soul 0.88"
std::string plain_text(const Json& json) {
    if (const auto text = json.as<std::string>()) return *text;
    if (const auto value = json.as<double>()) return brief(*value);
    std::vector<std::string> parts;
    if (const auto items = json.as<Json::Array>()) {
        for (const Json& item : *items) parts.push_back(plain_text(item));
        return joined(parts);
    }
    const auto members = json.as<Json::Object>();
    if (!members) return json.dump();
    for (const auto& [name, value] : *members) parts.push_back(plain_text(value));
    return joined(parts, " ");
}

// The member of the row, or else of the record that owns the row.
TableCell cell_of(const Column& column, const Json& row, const Json& owner) {
    const Json* value = row.find(column.member);
    if (!value) value = owner.find(column.member);
    if (!value) return {"–", ""};
    const Json* reason = row.find("not_run"); // if it says why, a 0 means "not measured"
    if (column.text && reason && *reason->as<std::string>() != "" && value->number() == 0)
        return {"not run", ""};
    const std::string exact = value->as<std::string>() ? *value->as<std::string>() : value->dump();
    return {column.text ? column.text(value->number()) : plain_text(*value),
            exact == "null" ? "" : exact};
}

// The single row as a list of names and values.
ReportTable upright(ReportTable table) {
    std::vector<std::vector<TableCell>> rows;
    for (Index j = 0; j < table.header.size(); ++j)
        rows.push_back({{table.header[j], ""}, table.rows[0][j]});
    table.header = {"what", "value"};
    table.rows = std::move(rows);
    return table;
}

} // namespace

ReportTable table_of(const Json& results, const std::string& name) {
    const Layout& layout = *std::find_if(std::begin(kLayouts), std::end(kLayouts),
                                         [&](const Layout& l) { return name == l.name; });
    ReportTable table{layout.section, layout.title, {}, {}, {}};
    for (const Column& column : layout.columns) {
        table.header.push_back(column.title);
        table.members.push_back(column.member);
    }
    const auto add_row = [&](const Json& row, const Json& owner) {
        auto& cells = table.rows.emplace_back();
        for (const Column& column : layout.columns) cells.push_back(cell_of(column, row, owner));
    };
    const Json& section = *results.find(layout.section);
    if (!section.as<Json::Array>()) {
        add_row(section, results);
        return upright(table);
    }
    for (const Json& item : *section.as<Json::Array>()) {
        const Json* rows = item.find(layout.name);
        if (!rows) add_row(item, results);
        else
            for (const Json& row : *rows->as<Json::Array>()) add_row(row, item);
    }
    return table;
}

} // namespace textrnn
