// What the HTML report has beside its figures: style and picture.
#pragma once

#include <string>

namespace textrnn {

extern const char* const kReportStyle; // CSS
std::string idea_picture();            // one row picked: by multiplication, and by lookup

} // namespace textrnn
