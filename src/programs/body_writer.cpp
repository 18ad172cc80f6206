// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/body_writer.hpp>

#include <algorithm>
#include <bit>
#include <utility>

namespace hesse {

namespace {

/// Mixes one number into a hash. Source: the finalizer of MurmurHash3 (Appleby, public domain constants).
std::uint64_t mix(std::uint64_t hash, std::uint64_t number) {
  hash = (hash ^ number) * 0xff51afd7ed558ccdu;
  return hash ^ (hash >> 33);
}

}  // namespace

std::uint32_t Literals::place(double number) {
  const auto [entry, is_new] =
      places_.try_emplace(std::bit_cast<std::uint64_t>(number), static_cast<std::uint32_t>(data_.size()));
  if (is_new) data_.push_back(number);
  return entry->second;
}

Symbol BodyWriter::source(ProgramLine::Action action, const CellAccess& access) {
  return Symbol(*this, write({.action = action}, access));
}

Symbol BodyWriter::evaluate(Opcode opcode, std::span<const Symbol> arguments) {
  const auto first = static_cast<std::uint32_t>(loop_.operands.size());
  // Literals among the arguments become lines here, but lines without operands.
  for (const Symbol& argument : arguments) loop_.operands.push_back(line_of(argument));
  const ProgramLine line{.action = ProgramLine::Action::evaluate,
                         .opcode = opcode,
                         .first = first,
                         .count = static_cast<std::uint32_t>(arguments.size())};
  return Symbol(*this, write(line, {}));
}

std::vector<Symbol> BodyWriter::arguments_of(const Symbol& symbol, Opcode opcode) {
  const ProgramLine& line = loop_.lines[symbol.line()];
  std::vector<Symbol> arguments;
  if (line.action == ProgramLine::Action::evaluate && line.opcode == opcode)
    for (const std::uint32_t operand : loop_.operands_of(line)) arguments.emplace_back(*this, operand);
  return arguments;
}

std::uint32_t BodyWriter::line_of(const Symbol& symbol) {
  return symbol.is_literal() ? constant({.base = literals_.place(symbol.number())}).line() : symbol.line();
}

void BodyWriter::sink(ProgramLine::Action action, const CellAccess& access, const Symbol& number) {
  sinks_.push_back({action, access, line_of(number)});
}

std::uint32_t BodyWriter::write(ProgramLine line, const CellAccess& access) {
  const auto operands = loop_.operands_of(line);
  const bool evaluates = line.action == ProgramLine::Action::evaluate;
  std::uint64_t mixed = mix(static_cast<std::uint64_t>(line.action), line.opcode);
  for (const std::uint32_t operand : operands) mixed = mix(mixed, operand);
  if (!evaluates) mixed = mix(mix(mix(mixed, access.base), static_cast<std::uint32_t>(access.stride)), access.table);
  const auto hash = static_cast<std::uint32_t>(mixed >> 32);
  make_room();
  std::size_t place = hash & (slots_.size() - 1);
  for (; slots_[place].line != no_line; place = (place + 1) & (slots_.size() - 1)) {
    if (slots_[place].hash != hash) continue;
    const ProgramLine& other = loop_.lines[slots_[place].line];
    const bool same = other.action == line.action && other.opcode == line.opcode &&
                      std::ranges::equal(loop_.operands_of(other), operands) &&
                      (evaluates || loop_.accesses[other.access] == access);
    if (!same) continue;
    loop_.operands.resize(loop_.operands.size() - line.count);
    return slots_[place].line;
  }
  if (!evaluates) {
    line.access = static_cast<std::uint32_t>(loop_.accesses.size());
    loop_.accesses.push_back(access);
  }
  const auto index = static_cast<std::uint32_t>(loop_.lines.size());
  loop_.lines.push_back(line);
  slots_[place] = {hash, index};
  return index;
}

/// Keeps half of the slots free, so that a search ends soon.
void BodyWriter::make_room() {
  if (2 * (loop_.lines.size() + 1) <= slots_.size()) return;
  const std::vector<Slot> old = std::exchange(slots_, {});
  slots_.assign(std::max<std::size_t>(64, 2 * old.size()), {0, no_line});
  for (const Slot& slot : old) {
    if (slot.line == no_line) continue;
    std::size_t place = slot.hash & (slots_.size() - 1);
    while (slots_[place].line != no_line) place = (place + 1) & (slots_.size() - 1);
    slots_[place] = slot;
  }
}

std::vector<bool> BodyWriter::needed_lines() const {
  std::vector<bool> needed(loop_.lines.size());
  for (const Sink& sink : sinks_) needed[sink.line] = true;
  for (std::size_t i = loop_.lines.size(); i-- > 0;)
    if (needed[i])
      for (const std::uint32_t operand : loop_.operands_of(loop_.lines[i])) needed[operand] = true;
  return needed;
}

ProgramLoop BodyWriter::finish(std::size_t trips, IterationOrder order) {
  const std::vector<bool> needed = needed_lines();
  ProgramLoop result{.trips = trips, .order = order};
  result.lines.reserve(loop_.lines.size() + sinks_.size());
  result.operands.reserve(loop_.operands.size() + sinks_.size());
  result.accesses.reserve(loop_.accesses.size() + sinks_.size());
  std::vector<std::uint32_t> place(loop_.lines.size());
  const auto append = [&](ProgramLine line, const CellAccess& access) {
    if (line.action != ProgramLine::Action::evaluate) {
      line.access = static_cast<std::uint32_t>(result.accesses.size());
      result.accesses.push_back(access);
    }
    result.lines.push_back(line);
    return static_cast<std::uint32_t>(result.lines.size() - 1);
  };
  for (std::size_t i = 0; i < loop_.lines.size(); ++i) {
    if (!needed[i]) continue;
    ProgramLine line = loop_.lines[i];
    const auto operands = loop_.operands_of(line);
    line.first = static_cast<std::uint32_t>(result.operands.size());
    for (const std::uint32_t operand : operands) result.operands.push_back(place[operand]);
    const bool is_source = line.action != ProgramLine::Action::evaluate;
    place[i] = append(line, is_source ? loop_.accesses[line.access] : CellAccess());
  }
  for (const Sink& sink : sinks_) {
    const auto first = static_cast<std::uint32_t>(result.operands.size());
    result.operands.push_back(place[sink.line]);
    append({.action = sink.action, .first = first, .count = 1}, sink.access);
  }
  return result;
}

std::vector<Symbol> copy_lines(const Program& program, const ProgramLoop& loop, BodyWriter& body,
                               std::span<const std::optional<CellAccess>> kept) {
  std::vector<Symbol> symbols(loop.lines.size());
  std::vector<Symbol> arguments;
  for (std::size_t i = 0; i < loop.lines.size(); ++i) {
    if (!kept.empty() && kept[i]) {
      symbols[i] = body.load(*kept[i]);
      continue;
    }
    const ProgramLine& line = loop.lines[i];
    switch (line.action) {
      case ProgramLine::Action::constant: {
        const CellAccess& access = loop.accesses[line.access];
        symbols[i] = access.is_uniform() ? Symbol(program.data[access.base]) : body.constant(access);
        break;
      }
      case ProgramLine::Action::column:
        symbols[i] = body.column(loop.accesses[line.access]);
        break;
      case ProgramLine::Action::load:
        symbols[i] = body.load(loop.accesses[line.access]);
        break;
      case ProgramLine::Action::evaluate:
        arguments.clear();
        for (const std::uint32_t operand : loop.operands_of(line)) arguments.push_back(symbols[operand]);
        symbols[i] = body.evaluate(line.opcode, arguments);
        break;
      case ProgramLine::Action::store:
      case ProgramLine::Action::add:
        break;
    }
  }
  return symbols;
}

void copy_sink(const ProgramLoop& loop, const ProgramLine& sink, std::span<const Symbol> numbers, BodyWriter& body) {
  const Symbol& number = numbers[loop.operands[sink.first]];
  if (sink.action == ProgramLine::Action::store)
    body.store(loop.accesses[sink.access], number);
  else
    body.add(loop.accesses[sink.access], number);
}

}  // namespace hesse
