// safetensors: [u64 header length][JSON header][tensor bytes]. The checksum is the first metadata
// entry; it covers the whole file, its own digits taken as zeros.
#include "io/safetensors.h"

#include "core/error.h"
#include "core/random.h"
#include "core/registry.h"
#include "io/file.h"
#include "io/json.h"
#include "io/text.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <memory>
#include <numeric>
#include <span>
#include <type_traits>

namespace textrnn {

static_assert(std::endian::native == std::endian::little, "the format's byte order is assumed");

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaxHeader = 100'000'000; // by the format's own rules
constexpr std::size_t kDataAlignment = 64;
constexpr std::string_view kChecksumStart = R"({"__metadata__": {"checksum": ")";
constexpr std::size_t kDigits = 16;
constexpr std::size_t kDamagedBytes = 4;

[[noreturn]] void refuse(const std::string& place, const std::string& why) {
    throw Error(ExitCode::kBadData, place + ": " + why);
}

// Four lanes of eight bytes at a time, so that the multiplications of mix_bits overlap.
std::uint64_t hash_bytes(std::string_view bytes) {
    std::uint64_t lanes[4] = {1, 2, 3, bytes.size()};
    std::size_t i = 0;
    for (; i + 32 <= bytes.size(); i += 32)
        for (std::size_t k = 0; k < 4; ++k) {
            std::uint64_t word;
            std::memcpy(&word, bytes.data() + i + 8 * k, 8);
            lanes[k] = mix_bits(lanes[k] ^ word);
        }
    for (; i < bytes.size(); ++i)
        lanes[i % 4] = mix_bits(lanes[i % 4] ^ static_cast<unsigned char>(bytes[i]));
    return mix_bits(lanes[0] ^ mix_bits(lanes[1] ^ mix_bits(lanes[2] ^ mix_bits(lanes[3]))));
}

// Another program's file lacks the checksum's start altogether; one that has all but a few of its
// bytes is ours, damaged just there.
void check_checksum(std::span<char> content, const std::string& path) {
    const std::size_t place = kLengthBytes + kChecksumStart.size();
    if (content.size() < place + kDigits) return;
    const auto equal = std::inner_product(kChecksumStart.begin(), kChecksumStart.end(),
                                          content.begin() + kLengthBytes, std::size_t{0},
                                          std::plus<>(), std::equal_to<>());
    if (equal + kDamagedBytes < kChecksumStart.size()) return;
    if (equal < kChecksumStart.size()) refuse(path, "altered or damaged (in its checksum)");
    const std::span<char> digits = content.subspan(place, kDigits);
    const std::string found(digits.begin(), digits.end());
    std::fill(digits.begin(), digits.end(), '0');
    const std::string expected = hex_digits(hash_bytes({content.data(), content.size()}), kDigits);
    if (found != expected)
        refuse(path, "altered or damaged (its checksum is " + found + ", its content's " +
                         expected + ")");
}

struct Entry { // a tensor as the header has it, checked against the data's size
    std::string name;
    std::vector<Index> shape;
    Index item; // bytes
    Index begin, end;
};

std::vector<Index> integers(const Json& tensor, const char* member, const std::string& place) {
    const Json* found = tensor.find(member);
    const Json::Array* array = found ? found->as<Json::Array>() : nullptr;
    if (!array) refuse(place, std::string(member) + " is no array");
    std::vector<Index> result;
    for (const Json& element : *array) {
        const std::int64_t* number = element.as<std::int64_t>();
        if (!number || *number < 0)
            refuse(place, std::string("expected an integer from 0, found ") + element.type_name());
        result.push_back(static_cast<Index>(*number));
    }
    return result;
}

Entry parse_entry(const std::string& name, const Json& json, Index data_size,
                  const std::string& path) {
    const std::string place = path + ": tensor " + name;
    const Json* dtype = json.find("dtype");
    const std::string type = dtype ? dtype->dump() : "none";
    if (type != "\"F32\"" && type != "\"F64\"")
        refuse(place, "expected dtype \"F32\" or \"F64\", found " + type);
    const std::vector<Index> offsets = integers(json, "data_offsets", place);
    if (offsets.size() != 2) refuse(place, "data_offsets are not two");
    const Entry entry{name, integers(json, "shape", place), type == "\"F32\"" ? Index{4} : Index{8},
                      offsets[0], offsets[1]};
    if (entry.end > data_size)
        refuse(place, "its data end at byte " + std::to_string(entry.end) + " of " +
                          std::to_string(data_size) + ": the file is truncated");
    // As a double, which is exact for all sizes that a file can have and does not overflow.
    double bytes = static_cast<double>(entry.item);
    for (const Index n : entry.shape) bytes *= static_cast<double>(n);
    if (entry.begin > entry.end || static_cast<double>(entry.end - entry.begin) != bytes)
        refuse(place, "data_offsets and shape disagree");
    return entry;
}

// In file order they must follow each other without gap or overlap, to the end.
void check_layout(std::vector<Entry> entries, Index data_size, const std::string& path) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
    Index place = 0;
    for (const Entry& entry : entries) {
        if (entry.begin != place) refuse(path + ": tensor " + entry.name, "a gap or an overlap");
        place = entry.end;
    }
    if (place != data_size)
        refuse(path, "expected " + std::to_string(place) + " bytes of data, found " +
                         std::to_string(data_size));
}

// In place where the numbers are of our type, and lie as the machine wants them.
template <class Stored>
SharedBuffer values_of(std::span<char> bytes, const std::shared_ptr<void>& owner) {
    if (std::is_same_v<Stored, Real> && std::bit_cast<Index>(bytes.data()) % alignof(Real) == 0)
        return {{reinterpret_cast<Real*>(bytes.data()), bytes.size() / sizeof(Real)}, owner};
    Storage values(bytes.size() / sizeof(Stored));
    for (Index i = 0; i < values.size(); ++i) {
        Stored x;
        std::memcpy(&x, bytes.data() + i * sizeof(Stored), sizeof(Stored));
        values[i] = static_cast<Real>(x);
    }
    return values;
}

void take_metadata(const Json& json, Safetensors& content, const std::string& path) {
    const Json::Object* object = json.as<Json::Object>();
    if (!object) refuse(path, "__metadata__: expected an object");
    for (const auto& [key, value] : *object) {
        const std::string* text = value.as<std::string>();
        if (!text) refuse(path, "__metadata__: \"" + key + "\" is no string");
        if (key != "checksum") content.metadata.emplace_back(key, *text);
    }
}

std::string_view header_of(std::string_view content, const std::string& path) {
    if (content.size() < kLengthBytes) refuse(path, "not a safetensors file: it is too short");
    std::uint64_t length;
    std::memcpy(&length, content.data(), kLengthBytes);
    if (length > kMaxHeader)
        refuse(path, "not a safetensors file: its header would have " + std::to_string(length) +
                         " bytes, more than the format allows");
    if (length > content.size() - kLengthBytes)
        refuse(path, "truncated, or not a safetensors file: its header would have " +
                         std::to_string(length) + " bytes, the file has " +
                         std::to_string(content.size()));
    const std::string_view header = content.substr(kLengthBytes, length);
    if (!header.starts_with('{'))
        refuse(path, "not a safetensors file: its header is no JSON object");
    return header;
}

} // namespace

const std::string* Safetensors::find_metadata(std::string_view key) const {
    for (const auto& [name, value] : metadata)
        if (name == key) return &value;
    return nullptr;
}

const NamedTensor* Safetensors::find_tensor(std::string_view name) const {
    return find_named(tensors, name);
}

Safetensors read_safetensors(const std::string& path) {
    const FileBytes content = map_file(path);
    const std::string_view header =
        header_of({content.bytes.data(), content.bytes.size()}, path);
    check_checksum(content.bytes, path);
    const std::span<char> data = content.bytes.subspan(kLengthBytes + header.size());
    const Json json = Json::parse(header, path + " (header)");

    Safetensors result;
    std::vector<Entry> entries;
    for (const auto& [name, value] : *json.as<Json::Object>()) {
        if (name == "__metadata__")
            take_metadata(value, result, path);
        else
            entries.push_back(parse_entry(name, value, data.size(), path));
    }
    check_layout(entries, data.size(), path);
    for (Entry& entry : entries) {
        const std::span<char> bytes = data.subspan(entry.begin, entry.end - entry.begin);
        result.tensors.push_back({std::move(entry.name), std::move(entry.shape),
                                  entry.item == 4 ? values_of<float>(bytes, content.owner)
                                                  : values_of<double>(bytes, content.owner)});
    }
    return result;
}

void write_safetensors(const std::string& path, const Safetensors& content) {
    Json::Object metadata{{"checksum", std::string(kDigits, '0')}};
    for (const auto& [key, value] : content.metadata) metadata.emplace_back(key, value);
    Json::Object header{{"__metadata__", metadata}};
    Index offset = 0;
    for (const NamedTensor& tensor : content.tensors) {
        const Index end = offset + tensor.values.size() * sizeof(Real);
        header.emplace_back(
            tensor.name,
            Json::Object{{"dtype", sizeof(Real) == 4 ? "F32" : "F64"},
                         {"shape", Json::Array(tensor.shape.begin(), tensor.shape.end())},
                         {"data_offsets", Json::Array{Json(offset), Json(end)}}});
        offset = end;
    }
    std::string text = Json(header).dump();
    const std::size_t padded = kLengthBytes + text.size() + kDataAlignment - 1;
    text.resize(padded / kDataAlignment * kDataAlignment - kLengthBytes, ' ');

    const std::uint64_t length = text.size();
    std::string file(kLengthBytes, '\0');
    std::memcpy(file.data(), &length, kLengthBytes);
    file += text;
    file.reserve(file.size() + offset);
    for (const NamedTensor& tensor : content.tensors)
        file.append(reinterpret_cast<const char*>(tensor.values.data()),
                    tensor.values.size() * sizeof(Real));
    file.replace(kLengthBytes + kChecksumStart.size(), kDigits,
                 hex_digits(hash_bytes(file), kDigits));
    replace_file(path, file);
}

} // namespace textrnn
