// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace yttria {

/// The candidate that takes the fewest letters to insert, delete, exchange or swap with the next
/// (Damerau 1964, doi:10.1145/363958.363994), if that is no more than half of the word's; else
/// empty.
std::string nearest_word(const std::string& word, const std::vector<std::string>& candidates);

/// "; did you mean 'liver'?", for the end of a message; empty when no candidate is near.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace yttria
