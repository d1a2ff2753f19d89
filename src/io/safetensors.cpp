// safetensors: [u64 header length][JSON header][tensor bytes]. The checksum is the first metadata
// entry. It covers the whole file, with zeros in place of its own digits.
#include "io/safetensors.h"

#include "io/checksum.h"
#include "io/file.h"
#include "io/json_record.h"
#include "io/text.h"

#include <bit>
#include <deque>
#include <numeric>

namespace textrnn {

static_assert(std::endian::native == std::endian::little, "the format's byte order is assumed");
static_assert(std::is_same_v<Real, float>, "F32 is assumed"); // the double build has no files

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kDataAlignment = 64;
constexpr std::string_view kChecksumStart = R"({"__metadata__": {"checksum": ")";
constexpr std::size_t kDigits = 16;
constexpr std::size_t kDigitsPlace = kLengthBytes + kChecksumStart.size();
constexpr std::size_t kDamagedBytes = 4; // at most, for a header to count as this program's
constexpr std::size_t kPiece = std::size_t{1} << 20; // bytes of a mapped file in memory at once

// Calls use(piece) for consecutive pieces of the values, and removes each piece of a mapped file
// from this process's memory.
template <class T, class Use>
void for_each_piece(std::span<const T> values, bool is_mapped, Use use) {
    while (!values.empty()) {
        const auto piece = values.first(std::min(kPiece / sizeof(T), values.size()));
        use(piece);
        const auto* const begin = reinterpret_cast<const char*>(piece.data());
        if (is_mapped) drop_pages({begin, piece.size_bytes()});
        values = values.subspan(piece.size());
    }
}

// The checksum that the header must contain.
std::uint64_t checksum_of(std::string_view bytes, bool is_mapped) {
    Checksum checksum(bytes.size());
    checksum.add(bytes.substr(0, kDigitsPlace));
    checksum.add(std::string(kDigits, '0'));
    const std::string_view rest = bytes.substr(kDigitsPlace + kDigits);
    for_each_piece<char>(rest, is_mapped, [&](std::span<const char> piece) {
        checksum.add({piece.data(), piece.size()});
    });
    return checksum.value();
}

// A header that differs from kChecksumStart in 1 to kDamagedBytes bytes is a damaged one of this
// program; with more differences, it is another program's and has no checksum.
void check_checksum(const FileBytes& content, const std::string& path) {
    const std::string_view bytes(content.bytes.data(), content.bytes.size());
    if (bytes.size() < kDigitsPlace + kDigits) return;
    const auto equal = std::inner_product(kChecksumStart.begin(), kChecksumStart.end(),
                                          bytes.begin() + kLengthBytes, std::size_t{0},
                                          std::plus<>(), std::equal_to<>());
    if (equal + kDamagedBytes < kChecksumStart.size()) return;
    const std::string expected = hex_digits(checksum_of(bytes, content.is_mapped), kDigits);
    if (bytes.substr(kDigitsPlace, kDigits) != expected)
        refuse(path, "altered or damaged: its checksum does not match");
}

// The header's entry of a tensor.
struct Entry {
    std::string dtype;
    std::vector<Index> shape;
    std::vector<Index> offsets; // of its first byte in the data, and of the byte after its last
    std::string name{};
};

void members(Entry& entry, auto visit) {
    visit("dtype", entry.dtype)("shape", entry.shape)("data_offsets", entry.offsets);
}

Entry take_entry(JsonReader& reader, const std::string& name, const std::string& path) {
    const std::string place = path + ": tensor " + name;
    Entry entry;
    read_record(reader, entry, place);
    entry.name = name;
    if (entry.dtype != "F32" && entry.dtype != "F64")
        refuse(place, "expected dtype \"F32\" or \"F64\", found " + excerpt(entry.dtype));
    // A double does not overflow, and is exact for every size that a file can have.
    double bytes = entry.dtype == "F32" ? 4 : 8;
    for (const Index n : entry.shape) bytes *= static_cast<double>(n);
    const std::vector<Index>& offsets = entry.offsets;
    if (offsets.size() != 2 || offsets[0] > offsets[1] ||
        static_cast<double>(offsets[1] - offsets[0]) != bytes)
        refuse(place, "its shape does not match its data_offsets");
    return entry;
}

// Sorts the tensors by their offsets; they must cover the data without gap and overlap.
void check_layout(std::deque<Entry>& entries, Index data_size, const std::string& path) {
    std::ranges::stable_sort(entries, {}, &Entry::offsets);
    Index place = 0;
    for (const Entry& entry : entries) {
        if (entry.offsets[0] != place)
            refuse(path + ": tensor " + entry.name, "a gap or an overlap before its data");
        place = entry.offsets[1];
    }
    if (place != data_size)
        refuse(path, "expected " + std::to_string(place) + " bytes of data, found " +
                         std::to_string(data_size));
}

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
    reader.members([&](const std::string& key) {
        std::string text = reader.string();
        if (metadata.size() == 1000) refuse(path, "over 1000 members in __metadata__");
        if (key != "checksum") metadata.emplace_back(key, std::move(text));
    });
}

std::string_view header_of(std::string_view content, const std::string& path) {
    std::uint64_t length = 0;
    content.copy(reinterpret_cast<char*>(&length), kLengthBytes);
    if (length > kMaxHeader || content.size() <= kLengthBytes || content[kLengthBytes] != '{')
        refuse(path, "not a safetensors file (such as model.safetensors)");
    if (length > content.size() - kLengthBytes)
        refuse(path, "truncated, or not a safetensors file (such as model.safetensors)");
    return content.substr(kLengthBytes, length);
}

// The file up to the data: length and header, with zeros as the checksum's digits.
std::string head_text(const Metadata& metadata, const std::vector<TensorView>& tensors) {
    std::string text(kLengthBytes, '\0');
    (text += kChecksumStart).append(kDigits, '0') += '"';
    for (const auto& [key, value] : metadata) {
        append_in_quotes(text += ", ", key);
        append_in_quotes(text += ": ", value);
    }
    text += '}';
    Index begin = 0;
    for (const TensorView& tensor : tensors) {
        append_in_quotes(text += ", ", tensor.name);
        const Index end = begin + tensor.values.size_bytes();
        text += ": " + record_to_json(Entry{"F32", tensor.shape, {begin, end}}).dump();
        begin = end;
    }
    text += '}';
    text.resize((text.size() + kDataAlignment - 1) / kDataAlignment * kDataAlignment, ' ');
    const std::uint64_t length = text.size() - kLengthBytes;
    std::memcpy(text.data(), &length, kLengthBytes);
    return text;
}

} // namespace

const std::string* Safetensors::find_metadata(std::string_view key) const {
    const auto found = std::ranges::find(metadata, key, &Metadata::value_type::first);
    return found == metadata.end() ? nullptr : &found->second;
}

Safetensors read_safetensors(const std::string& path) {
    const FileBytes content = read_bytes(path);
    const std::string_view header = header_of({content.bytes.data(), content.bytes.size()}, path);
    check_checksum(content, path);
    const std::span<char> data = content.bytes.subspan(kLengthBytes + header.size());
    Safetensors result{path, {}, {}};
    std::deque<Entry> entries; // a growing vector would hold up to three times its elements
    JsonReader reader(header, path + " (header)");
    reader.members([&](const std::string& name) {
        if (name == "__metadata__") take_metadata(reader, path, result.metadata);
        else entries.push_back(take_entry(reader, name, path));
    });
    reader.finish();
    check_layout(entries, data.size(), path);
    result.tensors.reserve(entries.size());
    for (; !entries.empty(); entries.pop_front()) {
        Entry& entry = entries.front();
        const Index size = entry.offsets[1] - entry.offsets[0];
        const auto set = entry.dtype == "F64" ? set_values<double> : set_values<float>;
        result.tensors.push_back({std::move(entry.name), std::move(entry.shape), {}, false});
        set(result.tensors.back(), data.subspan(entry.offsets[0], size), content);
    }
    return result;
}

bool is_finite(const NamedTensor& tensor) {
    bool is_finite = true;
    for_each_piece<Real>(tensor.values, tensor.is_mapped, [&](std::span<const Real> piece) {
        for (const Real x : piece) is_finite = is_finite && std::isfinite(x);
    });
    return is_finite;
}

void copy_values(const NamedTensor& tensor, std::span<Real> to) {
    Real* next = to.data();
    for_each_piece<Real>(tensor.values, tensor.is_mapped, [&](std::span<const Real> piece) {
        next = std::copy(piece.begin(), piece.end(), next);
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
        pieces.emplace_back(reinterpret_cast<const char*>(tensor.values.data()),
                            tensor.values.size_bytes());
        size += pieces.back().size();
    }
    Checksum checksum(size);
    for (const std::string_view piece : pieces) checksum.add(piece);
    hex_digits(checksum.value(), kDigits).copy(head.data() + kDigitsPlace, kDigits);
    replace_file(path, pieces);
}

} // namespace textrnn
