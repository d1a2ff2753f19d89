// safetensors: round trips, files of other programs, and detection of every damage.
#include "io/safetensors.h"

#include "core/registry.h"
#include "data/sample_files.h"
#include "io/file.h"
#include "io/tensor_views.h"
#include "io/text.h"

#include "catch.h"

#include <bit>
#include <cstring>
#include <fstream>

using namespace textrnn;

namespace {

// A file of this header and these data, as another program would write it.
std::string bytes_of(const std::string& header, const std::string& data = "") {
    const std::uint64_t length = header.size();
    std::string bytes(sizeof length, '\0');
    std::memcpy(bytes.data(), &length, sizeof length);
    return bytes + header + data;
}

std::string bytes_of(const std::vector<float>& values) {
    std::string bytes(values.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

// The error of reading a file of these bytes, without its directory.
std::string file_error(const std::string& bytes) {
    const SampleFiles files;
    const std::string path = files.write("f", bytes);
    return files.shortened(error_of([&] { read_safetensors(path); }));
}

// A header with one tensor `a`.
std::string tensor(const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return "{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
           ",\"data_offsets\":" + offsets + "}}";
}

// A header with F32 tensors a, b, ... of one dimension, from pairs of data_offsets.
std::string layout(const std::vector<std::pair<int, int>>& offsets) {
    std::string header;
    for (const auto& [begin, end] : offsets) {
        header += (header.empty() ? "{\"" : ",\"") + std::string(1, static_cast<char>('a' + begin));
        header += "\":{\"dtype\":\"F32\",\"shape\":[" + std::to_string((end - begin) / 4) +
                  "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) +
                  "]}";
    }
    return header + "}";
}

Safetensors small() {
    Safetensors content;
    content.metadata = {{"config", "a = 1\n\"\xc3\xa9\""}, {"labels", ""}};
    content.tensors = {{"b.weight", {2, 3}, Storage{1, -2, Real(0.1), Real(1e30), -0.0f, 6}},
                       {"a", {}, Storage{7}}};
    return content;
}

std::string written(const Safetensors& content) {
    const SampleFiles files;
    write_safetensors(files.path("f"), content);
    return read_file(files.path("f"));
}

Safetensors read_back(const std::string& bytes) {
    const SampleFiles files;
    return read_safetensors(files.write("f", bytes));
}

void check_equal(const Safetensors& a, const Safetensors& b) {
    CHECK(a.metadata == b.metadata);
    REQUIRE(a.tensors.size() == b.tensors.size());
    for (std::size_t i = 0; i < a.tensors.size(); ++i) {
        INFO("tensor " << i << ", " << a.tensors[i].name);
        CHECK(a.tensors[i].name == b.tensors[i].name);
        CHECK(a.tensors[i].shape == b.tensors[i].shape);
        CHECK(difference(a.tensors[i].values, b.tensors[i].values) == "");
    }
}

} // namespace

TEST_CASE("what is written reads back the same", "[safetensors]") {
    const Safetensors content = small();
    const std::string bytes = written(content);
    check_equal(read_back(bytes), content);
    CHECK(written(content) == bytes);
    CHECK(bytes.size() % sizeof(Real) == 0);
    std::uint64_t length;
    std::memcpy(&length, bytes.data(), sizeof length);
    CHECK((sizeof length + length) % 64 == 0);

    const Safetensors back = read_back(bytes);
    REQUIRE(find_named(back.tensors, "a") != nullptr);
    CHECK(find_named(back.tensors, "a")->values[0] == 7);
    CHECK(find_named(back.tensors, "c") == nullptr);
    REQUIRE(back.find_metadata("labels") != nullptr);
    CHECK(back.find_metadata("labels")->empty());
    CHECK(back.find_metadata("checksum") == nullptr);
}

TEST_CASE("empty content and empty tensors read back", "[safetensors]") {
    check_equal(read_back(written({})), {});
    Safetensors content;
    content.tensors = {{"a", {0}, {}}, {"b", {5, 0}, {}}, {"c", {0, 5}, {}}};
    check_equal(read_back(written(content)), content);
    content.tensors.push_back({"d", {1}, Storage{2}});
    check_equal(read_back(written(content)), content);
}

TEST_CASE("every truncation is found", "[safetensors]") {
    const std::string bytes = written(small());
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const std::string error = file_error(bytes.substr(0, length));
        INFO("the first " << length << " bytes: " << error);
        REQUIRE(error.starts_with("65: f"));
    }
    CHECK(file_error("") == "65: f: not a safetensors file (such as model.safetensors)");
    CHECK(file_error(bytes.substr(0, 100)).find("65: f: truncated, or not a ") == 0);
    CHECK(file_error(bytes + "x").find("65: f: altered or damaged") == 0);
}

TEST_CASE("every changed byte is found", "[safetensors]") {
    const std::string bytes = written(small());
    const SampleFiles files;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (const int flip : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff, 0x29}) {
            std::string altered = bytes;
            altered[at] = static_cast<char>(altered[at] ^ flip);
            const std::string path = files.write("f", altered);
            const std::string error = error_of([&] { read_safetensors(path); });
            INFO("byte " << at << ", bits " << flip << ": " << error);
            REQUIRE(error.starts_with("65: " + path));
            REQUIRE(error.find('\n') == std::string::npos);
        }
    }
}

TEST_CASE("values stay in the mapped file until they change", "[safetensors]") {
    const SampleFiles files;
    write_safetensors(files.path("f"), small());
    const std::string before = read_file(files.path("f"));
    Safetensors mapped = read_safetensors(files.path("f"));
    SharedBuffer& values = mapped.tensors[0].values;
    // Mapped memory begins at a page, so that an address determines the offset in the file.
    CHECK(std::bit_cast<std::size_t>(values.data()) % 4096 ==
          before.size() - 7 * sizeof(Real)); // the first of seven values

    const SharedBuffer copy = values;
    CHECK(difference(copy, values) == "");
    values[0] = 99;
    CHECK(copy[0] == 1);
    CHECK(difference(mapped.tensors[1].values, Storage{7}) == "");
    CHECK(read_file(files.path("f")) == before); // the file has not changed
    write_safetensors(files.path("f"), Safetensors{});
    const SharedBuffer moved = std::move(values);
    mapped = {};
    CHECK(moved[5] == 6); // the old file exists as long as one of its tensors
}

// Megabytes of mapped files in this process's memory; 0 on systems other than Linux.
double mapped_megabytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssFile:")) return std::stod(line.substr(8)) / 1024;
    return 0;
}

TEST_CASE("reading and copying keep no more than a piece of the file in memory", "[safetensors]") {
    const SampleFiles files;
    const Storage values(8'000'000 / sizeof(Real), Real(0.5));
    write_safetensors(files.path("f"), {},
                      {{"a", {values.size()}, values}, {"b", {}, {values.data(), 1}}});
    const double before = mapped_megabytes();
    const Safetensors file = read_safetensors(files.path("f"));
    CHECK(mapped_megabytes() - before < 3);
    Storage copy(values.size());
    copy_values(file.tensors[0], copy);
    CHECK(difference(copy, values) == "");
    CHECK(mapped_megabytes() - before < 3);
    CHECK(difference(file.tensors[0].values, values) == ""); // the pages come back
}

TEST_CASE("unaligned values are copied", "[safetensors]") {
    for (const std::string space : {"", " ", "  ", "   "}) {
        const Safetensors read = read_back(bytes_of(tensor("F32", "[2]", "[0,8]") + space,
                                                    bytes_of(std::vector<float>{1, 2})));
        CHECK(difference(read.tensors[0].values, Storage{1, 2}) == "");
        CHECK(std::bit_cast<std::size_t>(read.tensors[0].values.data()) % alignof(Real) == 0);
    }
}

TEST_CASE("files of other programs are read", "[safetensors]") {
    const std::string data = bytes_of(std::vector<float>{1, 2, 3});
    SECTION("without metadata, tensors in any order") {
        const Safetensors read = read_back(bytes_of(
            "{\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]},"
            "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}   ", data));
        REQUIRE(read.tensors.size() == 2);
        CHECK(read.metadata.empty());
        CHECK(read.tensors[0].name == "a"); // in the order of the data
        CHECK(difference(read.tensors[0].values, Storage{1}) == "");
        CHECK(difference(read.tensors[1].values, Storage{2, 3}) == "");
    }
    SECTION("with metadata, written with and without spaces") {
        const std::string rest =
            "{\"dtype\": \"F32\", \"shape\": [3, 1], \"data_offsets\": [0, 12]}}";
        for (const std::string start : {"{\"__metadata__\":{\"format\":\"pt\"},\"a\":",
                                        "{\"__metadata__\": {\"format\": \"pt\"}, \"a\": "}) {
            const Safetensors read = read_back(bytes_of(start + rest, data));
            REQUIRE(read.find_metadata("format") != nullptr);
            CHECK(*read.find_metadata("format") == "pt");
            REQUIRE(find_named(read.tensors, "a") != nullptr);
            CHECK(find_named(read.tensors, "a")->shape == std::vector<Index>{3, 1});
        }
    }
    SECTION("with doubles") {
        const double values[] = {0.5, -3};
        std::string doubles(sizeof values, '\0');
        std::memcpy(doubles.data(), values, sizeof values);
        const Safetensors read = read_back(bytes_of(tensor("F64", "[2]", "[0,16]"), doubles));
        CHECK(difference(read.tensors[0].values, Storage{Real(0.5), -3}) == "");
    }
    SECTION("with nothing in it") {
        CHECK(read_back(bytes_of("{}")).tensors.empty());
    }
}

TEST_CASE("gaps and overlaps are refused", "[safetensors]") {
    const std::string data(16, '\0');
    CHECK(file_error(bytes_of(layout({{0, 8}, {8, 16}}), data)).empty());
    CHECK(file_error(bytes_of(layout({{0, 8}, {4, 16}}), data)) ==
          "65: f: tensor e: a gap or an overlap before its data");
    CHECK(file_error(bytes_of(layout({{0, 4}, {8, 16}}), data)) ==
          "65: f: tensor i: a gap or an overlap before its data");
    CHECK(file_error(bytes_of(layout({{4, 16}}), data)) ==
          "65: f: tensor e: a gap or an overlap before its data");
    CHECK(file_error(bytes_of(layout({{0, 12}}), data)) ==
          "65: f: expected 12 bytes of data, found 16");
    CHECK(file_error(bytes_of(layout({{0, 20}}), data)) ==
          "65: f: expected 20 bytes of data, found 16");
    CHECK(file_error(bytes_of(layout({{8, 0}}), data)).find("65: f: ") == 0);
}

TEST_CASE("shapes and offsets are not believed", "[safetensors]") {
    const std::string data(16, '\0');
    const auto error = [&](const std::string& shape, const std::string& offsets) {
        return file_error(bytes_of(tensor("F32", shape, offsets), data));
    };
    CHECK(error("[4]", "[0,16]").empty());
    const std::string disagree = "65: f: tensor a: its shape does not match its data_offsets";
    CHECK(error("[5]", "[0,16]") == disagree);
    CHECK(error("[4294967296,4294967296]", "[0,0]") == disagree); // 2^64: 0 if it overflowed
    CHECK(error("[4611686018427387908]", "[0,16]") == disagree);  // times 4: 16 modulo 2^64
    CHECK(error("[9223372036854775807,9223372036854775807]", "[0,16]") == disagree);
    CHECK(error("[3]", "[0,16]") == disagree);
    CHECK(error("[0,4]", "[0,16]") == disagree);
    std::string beyond_doubles = "["; // infinity times 0 is NaN, and equals nothing
    for (int i = 0; i < 20; ++i) beyond_doubles += "9223372036854775807,";
    CHECK(error(beyond_doubles + "0]", "[0,0]") == disagree);
    CHECK(error("[]", "[0,16]") == disagree);
    CHECK(error("[4]", "[16,0]") == disagree);
    CHECK(error("[4]", "[0,9223372036854775807]") == disagree);
    CHECK(error("[8]", "[0,32]") == "65: f: expected 32 bytes of data, found 16");
    const std::string no_index = ": expected a non-negative integer, found ";
    CHECK(error("[4]", "[0,18446744073709551632]") ==
          "65: f: tensor a: \"data_offsets\"" + no_index + "18446744073709551616");
    CHECK(error("[-4]", "[0,16]") == "65: f: tensor a: \"shape\"" + no_index + "-4");
    CHECK(error("[4.5]", "[0,16]") == "65: f: tensor a: \"shape\"" + no_index + "4.5");
    CHECK(error("[4]", "[0]") == disagree);
    CHECK(error("[4]", "[0,8,16]") == disagree);
    CHECK(error("4", "[0,16]") == "65: f (header):1:29: expected an array, found '4'");
    std::string many = "[0";
    for (int i = 0; i < 32; ++i) many += ",1";
    CHECK(error(many + "]", "[0,0]") == "65: f: tensor a: \"shape\": expected an array "
                                            "of at most 32 numbers, found more");
}

TEST_CASE("other dtypes and broken headers are refused", "[safetensors]") {
    CHECK(file_error(bytes_of(tensor("F16", "[8]", "[0,16]"), std::string(16, '\0'))) ==
          "65: f: tensor a: expected dtype \"F32\" or \"F64\", found \"F16\"");
    CHECK(file_error(bytes_of("{\"a\":{\"shape\":[]}}")) ==
          "65: f: tensor a: \"dtype\" is missing");
    CHECK(file_error(bytes_of("{\"a\":1}")) ==
          "65: f (header):1:6: expected an object, found '1'");
    CHECK(file_error(bytes_of("{\"a\":{\"dtype\":4,\"shape\":[],\"data_offsets\":[0,0]}}")) ==
          "65: f (header):1:15: expected a string, found '4'");
    const std::string scalar = "{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
    CHECK(file_error(bytes_of("{\"a\":" + scalar + ",\"a\":" + scalar + "}")) ==
          "65: f (header):1:55: the member \"a\" occurs twice");
    CHECK(file_error(bytes_of("[]")) ==
          "65: f: not a safetensors file (such as model.safetensors)");
    CHECK(file_error(bytes_of("{\"__metadata__\":{\"x\":1}}")) ==
          "65: f (header):1:22: expected a string, found '1'");
    CHECK(file_error(bytes_of("{\"__metadata__\":[]}")) ==
          "65: f (header):1:17: expected an object, found '['");
    CHECK(file_error("label\ttext\npositive\tgood\n") ==
          "65: f: not a safetensors file (such as model.safetensors)");
    const std::string name_of_two_lines = file_error(bytes_of("{\"a\\nb\":{\"dtype\":\"x\\ny\"}}"));
    CHECK(name_of_two_lines.find("65: f: ") == 0);
    CHECK(printable_line(name_of_two_lines).find('\n') == std::string::npos);
}

TEST_CASE("the header's length is not believed", "[safetensors]") {
    const auto error = [](std::uint64_t length) {
        std::string bytes = bytes_of("{}");
        std::memcpy(bytes.data(), &length, sizeof length);
        return file_error(bytes);
    };
    CHECK(error(2).empty());
    CHECK(error(3) == "65: f: truncated, or not a safetensors file (such as model.safetensors)");
    CHECK(error(~std::uint64_t{0}) == "65: f: not a safetensors file (such as model.safetensors)");
    CHECK(error(0) == "65: f (header):1:1: expected an object, found the end");
}

TEST_CASE("the header is UTF-8, and JSON from its first byte on", "[safetensors]") {
    CHECK(file_error(bytes_of("{}  \n")).empty());
    CHECK(file_error(bytes_of(" {}")) ==
          "65: f: not a safetensors file (such as model.safetensors)");
    CHECK(file_error(bytes_of("{\"\xff\":1}")) ==
          "65: f (header):1:3: expected UTF-8, found other bytes");
    CHECK(file_error(bytes_of("{} {}")).find("65: f (header):1:4: expected the end") == 0);
    CHECK(file_error(bytes_of("{\"a\":{\"b\":" + std::string(1000, '[')))
              .find("nested deeper than 100") != std::string::npos);
    const std::string metadata = "{\"__metadata__\":{},";
    CHECK(file_error(bytes_of(metadata + "\"b\":{\"a\":" + std::string(100, '[')))
              .find("nested deeper than 100") != std::string::npos);
}

TEST_CASE("metadata have a greatest number of members", "[safetensors]") {
    const auto error = [](int members) {
        std::string metadata = "\"0\":\"\"";
        for (int i = 1; i < members; ++i) metadata += ",\"" + std::to_string(i) + "\":\"\"";
        return file_error(bytes_of("{\"__metadata__\":{" + metadata + "}}"));
    };
    CHECK(error(1000).empty());
    CHECK(error(1001) == "65: f: over 1000 members in __metadata__");
}

TEST_CASE("a missing file is named", "[safetensors]") {
    const SampleFiles files;
    const std::string error = error_of([&] { read_safetensors(files.path("missing")); });
    CHECK(files.shortened(error) == "66: missing: no such file");
}
