// The texts of `textrnn follow`, packed as one shard, and the names of the rows of its matrices.
#pragma once

#include "autograd/tape.h"
#include "cli/arguments.h"
#include "data/batches.h"
#include "train/model_file.h"

#include <span>
#include <string>
#include <vector>

namespace textrnn {

struct FollowedTexts {
    Shard shard;
    std::vector<std::string> words; // [N] of each token, with its place, "gem (a7)"
    std::vector<std::string> ids;   // [U] the words of the distinct ids
    std::vector<std::string> names; // [B] in packed order; "a" is the first TEXT, "b" the second
};

// The operands after the first, at most 26, all with the same label. Throws as checked_text does.
FollowedTexts followed_texts(const Model&, const Arguments&, Index label);

void print_tokens(const Model&, const FollowedTexts&); // also says which words repeat

// The names of the rows of a node's matrix, a row per token, distinct id or text; empty for others.
std::span<const std::string> names_of_rows(const Node&, const FollowedTexts&);

std::string_view title_of(const Node&); // its name, or its op's

} // namespace textrnn
