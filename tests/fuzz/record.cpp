// Records of an ablation's runs: a record that is accepted is written and read back, and reported.
#include "fuzz.h"

#include "ablation/report.h"
#include "ablation/sample_results.h"

using namespace textrnn;
using namespace textrnn::fuzz;

namespace {

// The record, if the bytes are a record of this type.
template <class Record>
std::optional<Record> read(std::string_view bytes) {
    Record record;
    if (!loads({bytes.size()}, "in:", [&] { record_from_json(bytes, record, "in"); })) return {};
    const std::string text = record_to_json(record).dump();
    Record again;
    record_from_json(text, again, "again");
    check(record_to_json(again).dump() == text, "a record reads back otherwise");
    return record;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = text_of(data, size);
    const auto parity = read<ParityRun>(bytes);
    const auto cost = read<CostRun>(bytes);
    read<TrainedRun>(bytes);
    if (!parity && !cost) return 0;
    Results results = sample_results();
    if (parity) results.parity = {*parity};
    if (cost) results.cost = cost->points;
    check(!report_html(results).empty(), "an empty report");
    return 0;
}
