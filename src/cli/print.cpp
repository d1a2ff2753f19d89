// Prints tables. Column widths count bytes: labels with non-ASCII letters get too little padding.
#include "cli/print.h"

#include <iostream>

namespace textrnn {

std::string shape_text(const std::vector<Index>& shape) {
    std::string text = "[";
    for (const Index n : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(n);
    return text + "]";
}

using Row = std::vector<std::string>;

void print_table(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const Row& row : rows)
        for (Index j = 0; j < row.size(); ++j) widths[j] = std::max(widths[j], row[j].size());
    for (const Row& row : rows) {
        for (Index j = 0; j < row.size(); ++j) {
            const std::string gap(widths[j] - row[j].size(), ' ');
            std::cout << (j == 0 ? row[j] + gap : "  " + gap + row[j]);
        }
        std::cout << "\n";
    }
}

std::string plain_text(const Json& value) {
    if (const auto* text = value.as<std::string>()) return *text;
    if (const auto* integer = value.as<std::int64_t>()) return std::to_string(*integer);
    return value.number() >= 100 ? fixed(value.number(), 0) : significant(value.number(), 3);
}

void print_records(const Json::Array& records) {
    std::vector<Row> table(1);
    for (const Json& record : records) {
        table.emplace_back();
        for (const auto& [name, value] : *record.as<Json::Object>()) {
            if (table.size() == 2) table[0].push_back(name);
            table.back().push_back(plain_text(value));
        }
    }
    print_table(table);
}

void print_evaluation(const Evaluation& e, const std::vector<std::string>& labels) {
    std::cout << "accuracy  " << percent(e.accuracy) << " of " << e.examples << " examples\n"
              << "loss      " << fixed(e.loss, 4) << "\n"
              << "macro F1  " << fixed(e.macro_f1, 4) << "\n\n";
    std::vector<Row> table{{"label", "precision", "recall", "f1", "support"}};
    for (Index c = 0; c < labels.size(); ++c) {
        const ClassFigures& f = e.per_class[c];
        table.push_back({labels[c], fixed(f.precision, 4), fixed(f.recall, 4), fixed(f.f1, 4),
                         std::to_string(f.support)});
    }
    print_table(table);
    std::cout << "\nconfusion matrix (rows: true label, columns: predicted)\n";
    std::vector<Row> matrix{{""}};
    matrix[0].insert(matrix[0].end(), labels.begin(), labels.end());
    for (Index c = 0; c < labels.size(); ++c) {
        Row row{labels[c]};
        for (const Index n : e.confusion[c]) row.push_back(std::to_string(n));
        matrix.push_back(row);
    }
    print_table(matrix);
}

} // namespace textrnn
