// Formats numbers and HTML.
#include "train/markup.h"

#include "io/text.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

std::string brief(double value) { return replaced(significant(value, 3), {{'-', "−"}}); }
std::string count_text(double count) { return grouped(static_cast<Index>(std::lround(count))); }
std::string bytes_text(double bytes) { return with_prefix(bytes, "B"); }
std::string p_value_text(double p) { return p < 0.001 ? "< 0.001" : fixed(p, 3); }

std::string seconds_text(double seconds) {
    const bool is_long = seconds >= 999.5 && seconds < 1e15; // no kiloseconds
    return is_long ? count_text(seconds) + " s" : with_prefix(seconds, "s");
}

std::string points_text(double fraction) {
    std::string points = fraction < 0 ? "" : "+";
    return points += replaced(fixed(100 * fraction, 2), {{'-', "−"}});
}

std::string replaced(const std::string& text, const Replacements& replacements) {
    std::string result;
    for (const char c : text) {
        const auto at = std::find_if(replacements.begin(), replacements.end(),
                                     [c](const auto& pair) { return pair.first == c; });
        result += at == replacements.end() ? std::string(1, c) : at->second;
    }
    return result;
}

std::string escaped(const std::string& text) {
    return replaced(printable(text, "\t\n"),
                    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}});
}

std::string element(const char* name, const Attributes& attributes, const std::string& content) {
    std::string html = std::string("<") + name;
    for (const auto& [key, value] : attributes)
        if (!value.empty()) html.append(" ").append(key) += "=\"" + escaped(value) + "\"";
    return html + ">" + content + "</" + name + ">";
}

} // namespace textrnn
