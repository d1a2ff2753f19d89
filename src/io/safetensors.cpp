// safetensors: [u64 header length][JSON header][tensor bytes]. The checksum is the first metadata
// entry. It covers the whole file, with zeros in place of its own digits.
#include "io/safetensors.h"

#include "core/error.h"
#include "io/checksum.h"
#include "io/file.h"
#include "io/json.h"
#include "io/text.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <numeric>
#include <tuple>
#include <type_traits>

namespace textrnn {

static_assert(std::endian::native == std::endian::little, "the format's byte order is assumed");

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kDataAlignment = 64;
constexpr std::string_view kChecksumStart = R"({"__metadata__": {"checksum": ")";
constexpr std::size_t kDigits = 16;
constexpr std::size_t kDigitsPlace = kLengthBytes + kChecksumStart.size();
constexpr std::size_t kMaxHeader = 100'000'000; // the limit of the format
constexpr std::size_t kMostDimensions = 8;
constexpr std::size_t kDamagedBytes = 4; // at most, for a header to count as this program's
constexpr std::size_t kPiece = std::size_t{1} << 20; // bytes of a mapped file in memory at once

[[noreturn]] void refuse(const std::string& place, const std::string& why) {
    throw Error(ExitCode::kBadData, place + ": " + why);
}

// The checksum that the header must contain. Drops the pages of a mapped file piece by piece.
std::uint64_t checksum_of(std::string_view bytes, bool is_mapped) {
    Checksum checksum(bytes.size());
    checksum.add(bytes.substr(0, kDigitsPlace));
    checksum.add(std::string(kDigits, '0'));
    for (std::size_t begin = kDigitsPlace + kDigits, end = 0; begin < bytes.size(); begin = end) {
        end = (begin / kPiece + 1) * kPiece;
        const std::string_view piece = bytes.substr(begin, end - begin);
        checksum.add(piece);
        if (is_mapped) drop_pages(piece);
    }
    return checksum.value();
}

// A header that equals kChecksumStart but for up to kDamagedBytes bytes is a damaged header of this
// program. Another header belongs to another program and has no checksum.
void check_checksum(const FileBytes& content, const std::string& path) {
    const std::string_view bytes(content.bytes.data(), content.bytes.size());
    if (bytes.size() < kDigitsPlace + kDigits) return;
    const auto equal = std::inner_product(kChecksumStart.begin(), kChecksumStart.end(),
                                          bytes.begin() + kLengthBytes, std::size_t{0},
                                          std::plus<>(), std::equal_to<>());
    if (equal + kDamagedBytes < kChecksumStart.size()) return;
    if (equal < kChecksumStart.size()) refuse(path, "altered or damaged (in its checksum)");
    const std::string found(bytes.substr(kDigitsPlace, kDigits));
    const std::string expected = hex_digits(checksum_of(bytes, content.is_mapped), kDigits);
    if (found != expected)
        refuse(path, "altered or damaged: expected the checksum " + expected + ", found " + found);
}

// A tensor in the header.
struct Entry {
    NamedTensor tensor;
    bool is_double = false;
    Index begin = 0, end = 0; // of its bytes in the data
};

// A non-negative integer.
Index take_index(JsonReader& reader, const std::string& place) {
    const Json json = reader.value();
    const auto* number = json.as<std::int64_t>();
    if (!number || *number < 0)
        refuse(place, "expected a non-negative integer, found " + excerpt(json.dump()));
    return static_cast<Index>(*number);
}

// An array of at most `most` integers: the limit keeps a header of many small numbers small.
std::vector<Index> take_indices(JsonReader& reader, std::size_t most, const std::string& place) {
    std::vector<Index> numbers;
    reader.elements([&] {
        if (numbers.size() == most)
            refuse(place, "expected at most " + std::to_string(most) + " numbers, found more");
        numbers.push_back(take_index(reader, place));
    });
    return numbers;
}

void take_dtype(const Json& dtype, Entry& entry, const std::string& place) {
    const std::string* name = dtype.as<std::string>();
    if (!name || (*name != "F32" && *name != "F64"))
        refuse(place, "expected dtype \"F32\" or \"F64\", found " +
                          (name ? excerpt(*name) : dtype.type_name()));
    entry.is_double = *name == "F64";
}

void check_size(const Entry& entry, const std::string& place) {
    // A double does not overflow, and is exact for every size that a file can have.
    double bytes = entry.is_double ? 8 : 4;
    for (const Index n : entry.tensor.shape) bytes *= static_cast<double>(n);
    if (entry.begin > entry.end || static_cast<double>(entry.end - entry.begin) != bytes)
        refuse(place, "its shape does not match its data_offsets");
}

Entry take_entry(JsonReader& reader, const std::string& name, const std::string& path) {
    const std::string place = path + ": tensor " + excerpt(name);
    Entry entry{{name, {}, {}, false}};
    std::size_t found = 0;
    reader.members([&](const std::string& member) {
        ++found;
        if (member == "dtype") {
            take_dtype(reader.value(), entry, place);
        } else if (member == "shape") {
            entry.tensor.shape = take_indices(reader, kMostDimensions, place + ": shape");
        } else if (member == "data_offsets") {
            const auto offsets = take_indices(reader, 2, place + ": data_offsets");
            if (offsets.size() != 2) refuse(place, "expected two data_offsets");
            entry.begin = offsets[0];
            entry.end = offsets[1];
        } else {
            refuse(place, "expected dtype, shape and data_offsets, found " + excerpt(member));
        }
    });
    if (found != 3) refuse(place, "expected dtype, shape and data_offsets");
    check_size(entry, place);
    return entry;
}

// The tensors must cover the data without gap and overlap.
void check_layout(const std::deque<Entry>& entries, Index data_size, const std::string& path) {
    std::vector<std::uint32_t> order(entries.size());
    std::iota(order.begin(), order.end(), std::uint32_t{0});
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        const Entry &x = entries[a], &y = entries[b];
        return std::tie(x.begin, x.end, a) < std::tie(y.begin, y.end, b);
    });
    Index place = 0;
    for (const std::uint32_t i : order) {
        if (entries[i].begin != place)
            refuse(path + ": tensor " + excerpt(entries[i].tensor.name),
                   "expected its data at byte " + std::to_string(place) + ", found them at byte " +
                       std::to_string(entries[i].begin));
        place = entries[i].end;
    }
    if (place != data_size)
        refuse(path, "expected " + std::to_string(place) + " bytes of data, found " +
                         std::to_string(data_size));
}

// Sets the values: refers to the bytes where their type is Real and their address is aligned, and
// copies them otherwise.
template <class Stored>
void set_values(NamedTensor& tensor, std::span<char> bytes, const FileBytes& content) {
    if (std::is_same_v<Stored, Real> && std::bit_cast<Index>(bytes.data()) % alignof(Real) == 0) {
        tensor.values = {{reinterpret_cast<Real*>(bytes.data()), bytes.size() / sizeof(Real)},
                         content.owner};
        tensor.is_mapped = content.is_mapped;
        return;
    }
    Storage values(bytes.size() / sizeof(Stored));
    for (Index i = 0; i < values.size(); ++i) {
        Stored x;
        std::memcpy(&x, bytes.data() + i * sizeof(Stored), sizeof(Stored));
        values[i] = static_cast<Real>(x);
    }
    tensor.values = std::move(values);
}

void take_metadata(JsonReader& reader, const std::string& path, Metadata& metadata) {
    if (!reader.at_object()) refuse(path, "expected __metadata__ to be an object");
    reader.members([&](const std::string& key) {
        if (!reader.at_string())
            refuse(path, "expected " + excerpt(key) + " in __metadata__ to be a string");
        std::string text = reader.string();
        if (key != "checksum") metadata.emplace_back(key, std::move(text));
    });
}

// The tensors in the order of the header; appends to `metadata`. A deque, as a growing vector would
// hold up to three times its elements.
std::deque<Entry> parse_header(std::string_view header, const std::string& path,
                               Metadata& metadata) {
    std::deque<Entry> entries;
    JsonReader reader(header, path + " (header)");
    reader.members([&](const std::string& name) {
        if (name == "__metadata__")
            take_metadata(reader, path, metadata);
        else
            entries.push_back(take_entry(reader, name, path));
    });
    reader.finish();
    return entries;
}

std::string_view header_of(std::string_view content, const std::string& path) {
    if (content.size() < kLengthBytes) refuse(path, "not a safetensors file: it is too short");
    std::uint64_t length;
    std::memcpy(&length, content.data(), kLengthBytes);
    if (length > std::min(kMaxHeader, content.size() - kLengthBytes))
        refuse(path, "truncated, or not a safetensors file: its header would have " +
                         std::to_string(length) + " bytes, the file has " +
                         std::to_string(content.size()));
    const std::string_view header = content.substr(kLengthBytes, length);
    if (!header.starts_with('{'))
        refuse(path, "not a safetensors file: its header is no JSON object");
    return header;
}

std::string_view bytes_of(std::span<const Real> values) {
    return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// The header's entry for a tensor whose values begin at byte `begin` of the data.
std::string entry_text(const TensorView& tensor, Index begin) {
    const Index end = begin + tensor.values.size_bytes();
    const char* dtype = sizeof(Real) == 4 ? "F32" : "F64";
    const Json::Array shape(tensor.shape.begin(), tensor.shape.end());
    return Json(Json::Object{{"dtype", dtype},
                             {"shape", shape},
                             {"data_offsets", Json::Array{begin, end}}})
        .dump();
}

// The file up to the data: length and header, with zeros as the checksum's digits.
std::string head_text(const Metadata& metadata, const std::vector<TensorView>& tensors) {
    std::string text(kLengthBytes, '\0');
    (text += kChecksumStart).append(kDigits, '0') += '"';
    for (const auto& [key, value] : metadata) {
        append_json_string(text += ", ", key);
        append_json_string(text += ": ", value);
    }
    text += '}';
    Index begin = 0;
    for (const TensorView& tensor : tensors) {
        append_json_string(text += ", ", tensor.name);
        text += ": " + entry_text(tensor, begin);
        begin += tensor.values.size_bytes();
    }
    text += '}';
    text.resize((text.size() + kDataAlignment - 1) / kDataAlignment * kDataAlignment, ' ');
    const std::uint64_t length = text.size() - kLengthBytes;
    std::memcpy(text.data(), &length, kLengthBytes);
    return text;
}

// Calls use(index of its first value, piece) for consecutive pieces of the values, and removes each
// piece of a mapped file from memory.
template <class Use>
void for_each_piece(const NamedTensor& tensor, Use use) {
    const std::span<const Real> values(tensor.values.data(), tensor.values.size());
    for (Index begin = 0, count; begin < values.size(); begin += count) {
        count = std::min(kPiece / sizeof(Real), values.size() - begin);
        const std::span<const Real> piece = values.subspan(begin, count);
        use(begin, piece);
        if (tensor.is_mapped) drop_pages(bytes_of(piece));
    }
}

} // namespace

const std::string* Safetensors::find_metadata(std::string_view key) const {
    for (const auto& [name, value] : metadata)
        if (name == key) return &value;
    return nullptr;
}

Safetensors read_safetensors(const std::string& path) {
    const FileBytes content = read_bytes(path);
    const std::string_view header =
        header_of({content.bytes.data(), content.bytes.size()}, path);
    check_checksum(content, path);
    const std::span<char> data = content.bytes.subspan(kLengthBytes + header.size());
    Safetensors result;
    std::deque<Entry> entries = parse_header(header, path, result.metadata);
    check_layout(entries, data.size(), path);
    result.tensors.reserve(entries.size());
    for (; !entries.empty(); entries.pop_front()) {
        const auto& [tensor, is_double, begin, end] = entries.front();
        result.tensors.push_back(std::move(entries.front().tensor));
        const auto set = is_double ? set_values<double> : set_values<float>;
        set(result.tensors.back(), data.subspan(begin, end - begin), content);
    }
    return result;
}

bool is_finite(const NamedTensor& tensor) {
    bool is_finite = true;
    for_each_piece(tensor, [&](Index, std::span<const Real> piece) {
        for (const Real x : piece) is_finite = is_finite && std::isfinite(x);
    });
    return is_finite;
}

void copy_values(const NamedTensor& tensor, std::span<Real> to) {
    for_each_piece(tensor, [&](Index begin, std::span<const Real> piece) {
        std::copy(piece.begin(), piece.end(), to.data() + begin);
    });
}

void write_safetensors(const std::string& path, const Metadata& metadata,
                       const std::vector<TensorView>& tensors) {
    std::string head = head_text(metadata, tensors);
    std::vector<std::string_view> pieces{head};
    std::uint64_t size = head.size();
    for (const TensorView& tensor : tensors) {
        pieces.push_back(bytes_of(tensor.values));
        size += tensor.values.size_bytes();
    }
    Checksum checksum(size);
    for (const std::string_view piece : pieces) checksum.add(piece);
    hex_digits(checksum.value(), kDigits).copy(head.data() + kDigitsPlace, kDigits);
    replace_file(path, pieces);
}

} // namespace textrnn
