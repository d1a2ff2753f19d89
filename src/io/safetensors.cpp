// safetensors: [u64 header length][JSON header][tensor bytes]. The checksum is the first metadata
// entry; it covers the whole file, its own digits taken as zeros.
#include "io/safetensors.h"

#include "core/error.h"
#include "core/random.h"
#include "io/file.h"
#include "io/json.h"
#include "io/syntax.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <functional>
#include <numeric>

namespace textrnn {

static_assert(std::endian::native == std::endian::little, "the format's byte order is assumed");

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaxHeader = std::size_t{100} << 20;
constexpr std::size_t kDataAlignment = 64;
constexpr std::string_view kChecksumStart = R"({"__metadata__": {"checksum": ")";
constexpr std::size_t kDigits = 16;
constexpr std::size_t kDamagedBytes = 4;

// One line, whatever characters the names in the file have.
[[noreturn]] void refuse(const std::string& path, std::string why) {
    std::replace_if(why.begin(), why.end(), is_control_character, '?');
    throw Error(ExitCode::kBadData, path + ": " + why);
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

std::string hex_digits(std::uint64_t value) {
    std::string text(kDigits, '0');
    for (std::size_t i = kDigits; i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
    return text;
}

// Another program's file lacks the checksum's start altogether; one that has all but a few of its
// bytes is ours, damaged just there.
void check_checksum(std::string& content, const std::string& path) {
    const std::size_t place = kLengthBytes + kChecksumStart.size();
    if (content.size() < place + kDigits) return;
    const auto equal = std::inner_product(kChecksumStart.begin(), kChecksumStart.end(),
                                          content.begin() + kLengthBytes, std::size_t{0},
                                          std::plus<>(), std::equal_to<>());
    if (equal + kDamagedBytes < kChecksumStart.size()) return;
    if (equal < kChecksumStart.size()) refuse(path, "altered or damaged (in its checksum)");
    const std::string found = content.substr(place, kDigits);
    content.replace(place, kDigits, kDigits, '0');
    const std::string expected = hex_digits(hash_bytes(content));
    if (found != expected)
        refuse(path, "altered or damaged (its checksum is " + found + ", its content's " +
                         expected + ")");
}

Index as_index(const Json& json, const std::string& path, const std::string& what) {
    const std::int64_t* number = json.as<std::int64_t>();
    if (!number || *number < 0) refuse(path, what + ": expected an integer from 0, found " +
                                                 json.type_name());
    return static_cast<Index>(*number);
}

const Json& member(const Json& json, const char* name, const std::string& path,
                   const std::string& tensor) {
    const Json* found = json.find(name);
    if (!found) refuse(path, "tensor " + tensor + ": \"" + name + "\" is missing");
    return *found;
}

struct Entry { // a tensor as the header has it, checked against the data's size
    std::string name;
    std::vector<Index> shape;
    Index item; // bytes
    Index begin, end;
};

Index checked_size(const Entry& entry, Index limit, const std::string& path) {
    const auto& shape = entry.shape;
    if (std::find(shape.begin(), shape.end(), Index{0}) != shape.end()) return 0;
    Index bytes = entry.item;
    for (const Index n : shape) {
        if (bytes > limit / n)
            refuse(path, "tensor " + entry.name + ": its shape is larger than the file");
        bytes *= n;
    }
    return bytes;
}

Entry parse_entry(const std::string& name, const Json& json, Index data_size,
                  const std::string& path) {
    Entry entry{name, {}, 0, 0, 0};
    const std::string* dtype = member(json, "dtype", path, name).as<std::string>();
    if (!dtype || (*dtype != "F32" && *dtype != "F64"))
        refuse(path, "tensor " + name + ": expected dtype F32 or F64, found " +
                         (dtype ? *dtype : std::string("none")));
    entry.item = *dtype == "F32" ? 4 : 8;
    const Json::Array* shape = member(json, "shape", path, name).as<Json::Array>();
    const Json::Array* offsets = member(json, "data_offsets", path, name).as<Json::Array>();
    if (!shape || !offsets || offsets->size() != 2)
        refuse(path, "tensor " + name + ": shape or data_offsets are no arrays");
    for (const Json& n : *shape) entry.shape.push_back(as_index(n, path, "tensor " + name));
    entry.begin = as_index((*offsets)[0], path, "tensor " + name);
    entry.end = as_index((*offsets)[1], path, "tensor " + name);
    if (entry.end > data_size)
        refuse(path, "tensor " + name + " ends at byte " + std::to_string(entry.end) +
                         " of the data, but there are only " + std::to_string(data_size) +
                         ": the file is truncated");
    if (entry.begin > entry.end ||
        entry.end - entry.begin != checked_size(entry, data_size, path))
        refuse(path, "tensor " + name + ": data_offsets and shape disagree");
    return entry;
}

// In file order they must follow each other without gap or overlap, to the end.
void check_layout(std::vector<Entry> entries, Index data_size, const std::string& path) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
    Index place = 0;
    for (const Entry& entry : entries) {
        if (entry.begin != place) refuse(path, "tensor " + entry.name + ": a gap or an overlap");
        place = entry.end;
    }
    if (place != data_size)
        refuse(path, "expected " + std::to_string(place) + " bytes of data, found " +
                         std::to_string(data_size));
}

template <class Stored>
Storage convert(std::string_view bytes) {
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
                         " bytes");
    if (length > content.size() - kLengthBytes)
        refuse(path, "truncated: the header has " + std::to_string(length) + " bytes, the file " +
                         std::to_string(content.size()));
    return content.substr(kLengthBytes, length);
}

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

Safetensors read_safetensors(const std::string& path) {
    std::string content = read_file(path);
    const std::string_view header = header_of(content, path);
    check_checksum(content, path);
    const std::string_view data = std::string_view(content).substr(kLengthBytes + header.size());
    const Json json = Json::parse(header, path + " (header)");
    const Json::Object* object = json.as<Json::Object>();
    if (!object) refuse(path, "not a safetensors file: its header is no JSON object");

    Safetensors result;
    std::vector<Entry> entries;
    for (const auto& [name, value] : *object) {
        if (name == "__metadata__")
            take_metadata(value, result, path);
        else
            entries.push_back(parse_entry(name, value, data.size(), path));
    }
    check_layout(entries, data.size(), path);
    for (Entry& entry : entries) {
        const std::string_view bytes = data.substr(entry.begin, entry.end - entry.begin);
        result.tensors.push_back({std::move(entry.name), std::move(entry.shape),
                                  entry.item == 4 ? convert<float>(bytes)
                                                  : convert<double>(bytes)});
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
    file.replace(kLengthBytes + kChecksumStart.size(), kDigits, hex_digits(hash_bytes(file)));
    replace_file(path, file);
}

} // namespace textrnn
