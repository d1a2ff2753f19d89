// Checkpoints of a run: every checkpoint that is accepted is trained to the end.
#include "fuzz.h"
#include "mutate_safetensors.h"
#include "resumed_run.h"

#include "core/threads.h"

using namespace textrnn;
using namespace textrnn::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ResumedRun run;
    static Threads threads(1);
    const std::string checkpoint = run.directory + "/checkpoint.safetensors";
    replace_file(checkpoint, text_of(data, size));
    try {
        const auto outcome = train(run.config, run.directory, true, threads, {});
        check(outcome && outcome->best_epoch >= 1 && outcome->best_epoch <= 3, "no best epoch");
    } catch (const Error& error) {
        check(error.code() != ExitCode::kIo, error.what());
    }
    return 0;
}
