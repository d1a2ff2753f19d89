// The program build/bench: measures how fast textrnn trains and predicts on this machine, and
// prints the figures as tables or as JSON.
#include "bench/bench.h"
#include "cli/terminal.h"
#include "core/error.h"
#include "io/text.h"

#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace textrnn;

const std::pair<const char*, const char*> kTables[] = {
    {"training", "training; operations: 6 G H^2 per token, 6 G H D per distinct id of a shard"},
    {"phases", "milliseconds per training step; forward and backward are sums over the threads"},
    {"inference", "prediction; operations: 2 G H^2 per token, 2 G H D per distinct id of a batch"},
    {"sweeps", "training steps of the medium lstm with lazy_adam; one size varies"},
    {"figures", "other figures"}};

// A string as it is, a number with 3 or more digits.
std::string plain_text(const Json& value) {
    if (const auto* text = value.as<std::string>()) return *text;
    if (const auto* integer = value.as<std::int64_t>()) return std::to_string(*integer);
    return value.number() >= 100 ? fixed(value.number(), 0) : significant(value.number(), 3);
}

// Prints objects with equal member names as a table, one row per object.
void print_records(const Json::Array& records) {
    std::vector<std::vector<std::string>> table(1);
    for (const Json& record : records) {
        table.emplace_back();
        for (const auto& [name, value] : *record.as<Json::Object>()) {
            if (table.size() == 2) table[0].push_back(name);
            table.back().push_back(plain_text(value));
        }
    }
    print_table(table);
}

void print_tables(const Json& results) {
    for (const char* name : {"version", "build", "processor", "date", "threads", "rounds"})
        std::cout << name << "  " << plain_text(*results.find(name)) << "\n";
    for (const auto& [name, title] : kTables) {
        const Json::Array& rows = *results.find(name)->as<Json::Array>();
        if (rows.empty()) continue;
        std::cout << "\n" << title << "\n";
        print_records(rows);
    }
}

void run(const Arguments& arguments) {
    const Json results = run_bench(arguments);
    if (arguments.has("--json"))
        std::cout << results.pretty() << "\n";
    else
        print_tables(results);
}

const Command kBench{
    "bench", "", 0, 0,
    "Measures how fast textrnn trains and predicts on this machine, on generated texts.\n\n"
    "Shapes: small, medium and large have texts of one length; imdb has the sizes of medium and\n"
    "the lengths of IMDB's reviews. Cells: rnn, gru, lstm.",
    {{"--json", nullptr, "print all figures as one JSON object"},
     {"--shapes", "LIST", "some of small,medium,large,imdb (default: all)"},
     {"--cells", "LIST", "some of rnn,gru,lstm (default: all)"},
     {"--parts", "LIST", "some of training,inference,sweeps,text,start (default: all)"},
     {"--threads", "N", "number of threads (default: one per processor)"},
     {"--rounds", "N", "measurements of every figure (default: 3)"},
     {"--quick", nullptr, "one short round, by default of small and medium only"}},
    run, ""};

} // namespace

int main(int argc, char** argv) {
    const auto fail = [](ExitCode code, const char* line) {
        std::cerr << "textrnn: " << printable_line(line) << "\n";
        return static_cast<int>(code);
    };
    try {
        run_command(kBench, std::vector<std::string>{argv + 1, argv + argc});
        return 0;
    } catch (const Error& error) {
        return fail(error.code(), error.what());
    } catch (const std::exception& error) {
        return fail(ExitCode::kRuntime, error.what());
    }
}
