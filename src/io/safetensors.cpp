// Writing and reading safetensors files. The reader works out where each tensor must lie from the
// header alone and compares that with the file's size; only then does it allocate and read.
#include "io/safetensors.h"

#include "core/error.h"
#include "core/random.h"
#include "io/file.h"
#include "io/json.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <filesystem>
#include <limits>

namespace textrnn {

namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

constexpr std::size_t kMaxHeaderBytes = 100'000'000; // as the format's first implementation has it
constexpr std::size_t kLengthBytes = sizeof(std::uint64_t);

// A file with a checksum begins like this, then has the digits. They count as zeros in the sum.
constexpr std::string_view kChecksumKey = "checksum";
constexpr std::string_view kHeaderStart = "{\"__metadata__\": {\"checksum\": \"";
constexpr std::string_view kNoChecksum = "0000000000000000";

constexpr const char* kRealType = sizeof(Real) == 4 ? "F32" : "F64";

// Each step is a bijection of the state for a given word and of the word for a given state, so
// that no single altered word can go unnoticed.
class Checksum {
public:
    void add(std::string_view bytes) {
        std::uint64_t state = mix_bits(state_ + bytes.size());
        while (bytes.size() >= sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.data(), sizeof word);
            state = mix_bits(state ^ word);
            bytes.remove_prefix(sizeof word);
        }
        std::uint64_t tail = 0;
        if (!bytes.empty()) std::memcpy(&tail, bytes.data(), bytes.size());
        state_ = mix_bits(state ^ tail);
    }

    std::string digits() const {
        std::string text(kNoChecksum);
        std::uint64_t rest = state_;
        for (std::size_t i = text.size(); i-- > 0; rest >>= 4) text[i] = "0123456789abcdef"[rest & 15];
        return text;
    }

private:
    std::uint64_t state_ = 0;
};

std::string_view bytes_of(const Storage& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Real)};
}

std::string header_of(const Safetensors& content) {
    Json::Object metadata = {{std::string(kChecksumKey), kNoChecksum}};
    for (const auto& [key, value] : content.metadata) metadata.emplace_back(key, value);
    Json::Object header = {{"__metadata__", std::move(metadata)}};
    std::size_t offset = 0;
    for (const NamedTensor& tensor : content.tensors) {
        const std::size_t end = offset + bytes_of(tensor.values).size();
        const Json::Array shape(tensor.shape.begin(), tensor.shape.end());
        header.emplace_back(tensor.name, Json::Object{{"dtype", kRealType},
                                                      {"shape", shape},
                                                      {"data_offsets", Json::Array{offset, end}}});
        offset = end;
    }
    std::string text = Json(std::move(header)).dump();
    // Spaces at the end are part of the format: they align the tensors.
    while ((kLengthBytes + text.size()) % kAlignment != 0) text += ' ';
    assert(text.starts_with(kHeaderStart));
    return text;
}

// Where the header says that a tensor lies.
struct Place {
    NamedTensor tensor; // its values are still to be read
    bool is_double = false;
    std::size_t begin = 0; // bytes behind the header
    std::size_t end = 0;
};

class Reader {
public:
    explicit Reader(const std::string& path) : path_(path), input_(path) {
        std::error_code error;
        file_bytes_ = std::filesystem::file_size(path, error);
        if (error) fail("expected a regular file");
    }

    Safetensors read() {
        read_header();
        Safetensors content;
        const std::string expected = read_metadata(content);
        std::vector<Place> places = read_places();
        check_places(places);
        for (Place& place : places) {
            read_values(place);
            content.tensors.push_back(std::move(place.tensor));
        }
        if (!expected.empty() && expected != checksum_.digits())
            fail("altered since it was written (checksum " + expected + " expected, " +
                 checksum_.digits() + " found)");
        return content;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw Error(ExitCode::kBadData, path_ + ": " + what);
    }

    [[noreturn]] void fail(const std::string& tensor, const std::string& what) const {
        fail("tensor " + Json(tensor).dump() + ": " + what);
    }

    void read_bytes(char* bytes, std::size_t count) {
        input_.stream().read(bytes, static_cast<std::streamsize>(count));
        if (static_cast<std::size_t>(input_.stream().gcount()) != count)
            fail("the file ends or cannot be read before its " + std::to_string(file_bytes_) +
                 " bytes are over");
    }

    void read_header() {
        std::uint64_t length = 0;
        if (file_bytes_ < kLengthBytes) fail("too short for a safetensors file");
        read_bytes(reinterpret_cast<char*>(&length), kLengthBytes);
        if (length > kMaxHeaderBytes || length > file_bytes_ - kLengthBytes)
            fail("a header of " + std::to_string(length) + " bytes does not fit into the file: " +
                 "truncated, or no safetensors file");
        std::string text(length, '\0');
        read_bytes(text.data(), text.size());
        data_bytes_ = file_bytes_ - kLengthBytes - text.size();
        header_ = Json::parse(text, path_ + ": header");
        if (header_.as<Json::Object>() == nullptr)
            fail(std::string("expected an object as header, found ") + header_.type_name());

        has_checksum_ = text.starts_with(kHeaderStart);
        if (has_checksum_) text.replace(kHeaderStart.size(), kNoChecksum.size(), kNoChecksum);
        checksum_.add(text);
    }

    // Returns the checksum, or "" when there is none.
    std::string read_metadata(Safetensors& content) const {
        const Json* metadata = header_.find("__metadata__");
        if (metadata == nullptr) return "";
        if (metadata->as<Json::Object>() == nullptr)
            fail(std::string("expected an object as __metadata__, found ") + metadata->type_name());
        std::string checksum;
        for (const auto& [key, value] : *metadata->as<Json::Object>()) {
            const auto* text = value.as<std::string>();
            if (text == nullptr)
                fail("metadata " + Json(key).dump() + ": expected a string, found " +
                     value.type_name());
            if (key != kChecksumKey)
                content.metadata.emplace_back(key, *text);
            else if (has_checksum_) // elsewhere it is not ours, or another program rewrote the file
                checksum = *text;
        }
        return checksum;
    }

    std::vector<Place> read_places() const {
        std::vector<Place> places;
        for (const auto& [name, value] : *header_.as<Json::Object>())
            if (name != "__metadata__") places.push_back(read_place(name, value));
        std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
            return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
        });
        return places;
    }

    Place read_place(const std::string& name, const Json& value) const {
        const Json* type = value.find("dtype");
        const auto* type_text = type != nullptr ? type->as<std::string>() : nullptr;
        if (type_text == nullptr) fail(name, "expected a dtype");
        if (*type_text != "F32" && *type_text != "F64")
            fail(name, "expected dtype F32 or F64, found " + Json(*type_text).dump());
        Place place{{name, read_sizes(name, value, "shape"), {}}, *type_text == "F64"};
        const std::vector<Index> offsets = read_sizes(name, value, "data_offsets");
        if (offsets.size() != 2) fail(name, "expected two data_offsets");
        place.begin = offsets[0];
        place.end = offsets[1];
        return place;
    }

    std::vector<Index> read_sizes(const std::string& name, const Json& value,
                                  const std::string& member) const {
        const Json* found = value.find(member);
        const auto* array = found != nullptr ? found->as<Json::Array>() : nullptr;
        if (array == nullptr) fail(name, "expected an array " + member);
        std::vector<Index> sizes;
        for (const Json& element : *array) {
            const auto* size = element.as<std::int64_t>();
            if (size == nullptr || *size < 0)
                fail(name, "expected a whole number in " + member + ", found " + element.dump());
            sizes.push_back(static_cast<Index>(*size));
        }
        return sizes;
    }

    // The tensors must fill the data without gap or overlap, each as large as its shape says.
    void check_places(const std::vector<Place>& places) const {
        std::size_t offset = 0;
        for (const Place& place : places) {
            const std::string& name = place.tensor.name;
            if (place.begin != offset)
                fail(name, "expected its data at byte " + std::to_string(offset) + ", found " +
                               std::to_string(place.begin));
            const std::size_t bytes = value_count(place) * (place.is_double ? 8 : 4);
            if (place.end < place.begin || place.end - place.begin != bytes)
                fail(name, "data_offsets do not agree with the shape");
            offset = place.end;
        }
        if (offset != data_bytes_)
            fail("expected " + std::to_string(offset) + " bytes of data, found " +
                 std::to_string(data_bytes_) + (data_bytes_ < offset ? ": truncated" : ""));
    }

    std::size_t value_count(const Place& place) const {
        constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max() / sizeof(double);
        std::size_t count = 1;
        for (const Index size : place.tensor.shape) {
            if (size > 0 && count > kMost / size) fail(place.tensor.name, "the shape is too large");
            count *= size;
        }
        return count;
    }

    void read_values(Place& place) {
        Storage& values = place.tensor.values;
        if (place.is_double == (sizeof(Real) == sizeof(double))) {
            values.resize((place.end - place.begin) / sizeof(Real));
            read_bytes(reinterpret_cast<char*>(values.data()), place.end - place.begin);
            checksum_.add(bytes_of(values));
        } else if (place.is_double) {
            read_converted<double>(place);
        } else {
            read_converted<float>(place);
        }
    }

    template <class Stored>
    void read_converted(Place& place) {
        std::vector<Stored> stored((place.end - place.begin) / sizeof(Stored));
        char* bytes = reinterpret_cast<char*>(stored.data());
        read_bytes(bytes, place.end - place.begin);
        checksum_.add({bytes, place.end - place.begin});
        for (const Stored value : stored) place.tensor.values.push_back(static_cast<Real>(value));
    }

    const std::string& path_;
    InputFile input_;
    std::size_t file_bytes_ = 0;
    std::size_t data_bytes_ = 0;
    Json header_;
    bool has_checksum_ = false;
    Checksum checksum_;
};

} // namespace

const std::string* Safetensors::find_metadata(std::string_view key) const {
    for (const auto& [name, value] : metadata)
        if (name == key) return &value;
    return nullptr;
}

const NamedTensor* Safetensors::find_tensor(std::string_view name) const {
    for (const NamedTensor& tensor : tensors)
        if (tensor.name == name) return &tensor;
    return nullptr;
}

Safetensors read_safetensors(const std::string& path) { return Reader(path).read(); }

void write_safetensors(const std::string& path, const Safetensors& content) {
    const std::string header = header_of(content);
    const std::uint64_t length = header.size();
    std::string file(reinterpret_cast<const char*>(&length), kLengthBytes);
    file += header;
    Checksum checksum;
    checksum.add(header);
    for (const NamedTensor& tensor : content.tensors) {
        file += bytes_of(tensor.values);
        checksum.add(bytes_of(tensor.values));
    }
    file.replace(kLengthBytes + kHeaderStart.size(), kNoChecksum.size(), checksum.digits());
    replace_file(path, file);
}

} // namespace textrnn
