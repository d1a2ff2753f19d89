// safetensors: [u64 header length][JSON header][tensor bytes]. The checksum is the first metadata
// entry. It covers the whole file, with zeros in place of its own digits.
#include "io/safetensors.h"

#include "core/error.h"
#include "io/checksum.h"
#include "io/file.h"
#include "io/json_record.h"
#include "io/text.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <numeric>
#include <type_traits>

namespace textrnn {

static_assert(std::endian::native == std::endian::little, "the format's byte order is assumed");

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kDataAlignment = 64;
constexpr std::string_view kChecksumStart = R"({"__metadata__": {"checksum": ")";
constexpr std::size_t kDigits = 16;
constexpr std::size_t kDigitsPlace = kLengthBytes + kChecksumStart.size();
constexpr std::size_t kMostMetadata = 1000;
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

// The header's entry of a tensor.
struct Entry {
    std::string dtype;
    std::vector<Index> shape;
    std::vector<Index> offsets; // of its first byte in the data, and of the byte after its last
};

void members(Entry& entry, auto visit) {
    visit("dtype", entry.dtype)("shape", entry.shape)("data_offsets", entry.offsets);
}

struct Placed { // a tensor without values, and their place in the data
    NamedTensor tensor;
    bool is_double;
    Index begin, end;
};

Placed take_tensor(JsonReader& reader, const std::string& name, const std::string& path) {
    const std::string place = path + ": tensor " + name;
    Entry entry;
    read_record(reader, entry, place);
    if (entry.dtype != "F32" && entry.dtype != "F64")
        refuse(place, "expected dtype \"F32\" or \"F64\", found " + excerpt(entry.dtype));
    if (entry.offsets.size() != 2)
        refuse(place, "expected two data_offsets, found " + std::to_string(entry.offsets.size()));
    // A double does not overflow, and is exact for every size that a file can have.
    double bytes = entry.dtype == "F32" ? 4 : 8;
    for (const Index n : entry.shape) bytes *= static_cast<double>(n);
    const auto [begin, end] = std::pair(entry.offsets[0], entry.offsets[1]);
    if (begin > end || static_cast<double>(end - begin) != bytes)
        refuse(place, "its shape does not match its data_offsets");
    return {{name, std::move(entry.shape), {}, false}, entry.dtype == "F64", begin, end};
}

// The tensors must cover the data without gap and overlap.
void check_layout(const std::deque<Placed>& tensors, Index data_size, const std::string& path) {
    std::vector<std::uint32_t> order(tensors.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(tensors[a].begin, tensors[a].end) <
               std::pair(tensors[b].begin, tensors[b].end);
    });
    Index place = 0;
    for (const std::uint32_t i : order) {
        if (tensors[i].begin != place)
            refuse(path + ": tensor " + tensors[i].tensor.name,
                   "expected its data at byte " + std::to_string(place) + ", found them at byte " +
                       std::to_string(tensors[i].begin));
        place = tensors[i].end;
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
        if (metadata.size() == kMostMetadata)
            refuse(path, "expected at most " + std::to_string(kMostMetadata) +
                             " members in __metadata__, found more");
        if (key != "checksum") metadata.emplace_back(key, std::move(text));
    });
}

// The tensors in the order of the header; appends to `metadata`. A deque, as a growing vector would
// hold up to three times its elements.
std::deque<Placed> parse_header(std::string_view header, const std::string& path,
                               Metadata& metadata) {
    std::deque<Placed> tensors;
    JsonReader reader(header, path + " (header)");
    reader.members([&](const std::string& name) {
        if (name == "__metadata__")
            take_metadata(reader, path, metadata);
        else
            tensors.push_back(take_tensor(reader, name, path));
    });
    reader.finish();
    return tensors;
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
    return record_to_json(Entry{dtype, tensor.shape, {begin, end}}).dump();
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
    std::deque<Placed> tensors = parse_header(header, path, result.metadata);
    check_layout(tensors, data.size(), path);
    result.tensors.reserve(tensors.size());
    for (; !tensors.empty(); tensors.pop_front()) {
        auto& [tensor, is_double, begin, end] = tensors.front();
        const auto set = is_double ? set_values<double> : set_values<float>;
        set(tensor, data.subspan(begin, end - begin), content);
        result.tensors.push_back(std::move(tensor));
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

std::size_t header_bytes(const Metadata& metadata, const std::vector<TensorView>& tensors) {
    return head_text(metadata, tensors).size() - kLengthBytes;
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
