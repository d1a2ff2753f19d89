// `predict MODEL - --keep-going`: whatever the input is, every line has one answer, and the command
// reports errors only after the last answer.
#include "models.h"

#include "cli/arguments.h"

#include <filesystem>
#include <iostream>
#include <sstream>
#include <unistd.h>

using namespace textrnn;
using namespace textrnn::fuzz;

namespace {

std::string saved_model() {
    const auto folder = std::filesystem::temp_directory_path();
    const std::string path =
        (folder / ("fuzz-service-" + std::to_string(getpid()) + ".safetensors")).string();
    save_model(path, small_model({"model.cell=gru"}));
    return path;
}

// Lines as the reader counts them: they end in LF, or in CR if there is no LF; a byte order mark
// alone is not a line, at the start or after the last line.
std::size_t lines_in(std::string_view text) {
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    if (text.starts_with(kMark)) text.remove_prefix(3);
    const char line_end = text.find('\n') == std::string_view::npos ? '\r' : '\n';
    if (text.ends_with(line_end + std::string(kMark))) text.remove_suffix(3);
    const auto ends = static_cast<std::size_t>(std::ranges::count(text, line_end));
    return ends + (!text.empty() && text.back() != line_end);
}

void check_answers(std::string_view input, const std::string& format, std::istringstream answers) {
    std::size_t count = 0;
    for (std::string line; std::getline(answers, line); ++count) {
        const bool is_answer = line.starts_with("positive\t") || line.starts_with("negative\t");
        check(is_answer || line.starts_with("!error\t"), "an answer of another form");
    }
    check(format != "lines" || count == lines_in(input), "not an answer per line");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string model = saved_model();
    static const std::string formats[] = {"lines", "lines", "csv", "tsv", "jsonl", "fasttext"};
    const std::string& format = formats[size % std::size(formats)];
    const std::string_view input = text_of(data, size);
    set_stdin(input);
    std::vector<std::string> words{model,  "-",         "--keep-going", "--format",
                                   format, "--threads", "1"};
    if (size % 4 == 3) words.push_back("--replace-invalid");
    std::ostringstream answers, notes;
    std::streambuf* const out = std::cout.rdbuf(answers.rdbuf());
    std::streambuf* const err = std::cerr.rdbuf(notes.rdbuf());
    bool is_reported = false;
    try {
        kPredict.run(Arguments(kPredict, words));
    } catch (const Error& error) {
        is_reported = error.code() == ExitCode::kBadData;
    }
    std::cout.rdbuf(out);
    std::cerr.rdbuf(err);
    const bool has_error = answers.str().find("!error\t") != std::string::npos;
    check(!has_error || is_reported, "errors without exit code 65");
    check(format != "lines" || has_error == is_reported, "exit code 65 without an error");
    check_answers(input, format, std::istringstream(answers.str()));
    return 0;
}
