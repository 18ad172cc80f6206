// SPDX-License-Identifier: BSL-1.0
//
// A report as a page of HTML. It holds all it needs, and its policy forbids it to load anything.
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/teaching/report.hpp>

#include <fmt/format.h>

#include "page_files.hpp"

namespace hesse {

namespace {

using reports::xml_safe;

std::string paragraph(const std::string& words) { return fmt::format("<p>{}</p>\n", xml_safe(words)); }

std::string preformatted(const std::string& text) {
  return fmt::format("<pre tabindex=\"0\">{}</pre>\n", xml_safe(text));
}

/// Scrolls sideways where the window is too narrow, by keyboard too.
std::string wide(const std::string& name, const std::string& inside) {
  return fmt::format("<div class=\"wide\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n{}</div>\n",
                     xml_safe(name), inside);
}

std::string in_words(const std::string& text) {
  if (text.empty()) return "";
  return fmt::format("<details><summary>The same in words</summary>\n{}</details>\n", preformatted(text));
}

class Page {
 public:
  explicit Page(const Report& report) : report_(report) {}

  std::string write() {
    section("point", "The point", point());
    if (!report_.not_finite.empty()) section("not-finite", "Not finite", preformatted(report_.not_finite));
    if (!report_.not_smooth.empty()) section("not-smooth", "Not smooth", paragraph(report_.not_smooth));
    if (report_.curvature) section("hessian", "The Hessian", hessian());
    section("steps", "Step by step", player());
    if (!report_.entries.empty()) section("entries", "Where entries come from", entries());
    if (!report_.pictures.empty()) section("pictures", "Pictures", pictures());
    if (!report_.verdicts.empty()) section("audit", "Derivatives by hand", audit());
    if (!report_.notes.empty()) section("notes", "Left out", notes());
    return head() + "<main>\n" + body_ + "</main>\n<script>\n" + page::player + "</script>\n</body>\n</html>\n";
  }

 private:
  void section(const char* id, const char* title, const std::string& content) {
    contents_ += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, title);
    body_ += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", id, title, content);
  }

  [[nodiscard]] std::string head() const {
    const std::string title = xml_safe(report_.title);
    const std::string formula =
        report_.formula.empty() ? "" : fmt::format("<p class=\"formula\">f = {}</p>\n", xml_safe(report_.formula));
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{0}</title>\n<style>\n{1}</style>\n</head>\n<body>\n"
        "<header>\n<h1>{0}</h1>\n{2}</header>\n<nav aria-label=\"Contents\">\n<ul>\n{3}</ul>\n</nav>\n",
        title, page::style, formula, contents_);
  }

  [[nodiscard]] const std::string& name(Index i) const { return report_.names[static_cast<std::size_t>(i)]; }

  [[nodiscard]] std::string point() const {
    reports::Table table({"input", "x", "gradient", "direction", "Hessian times direction"});
    constexpr Index most = 100;
    const Index inputs = report_.point.size();
    for (Index i = 0; i < std::min(inputs, most); ++i)
      table.add({name(i), report_.point[i], report_.trace.gradient[i], report_.direction[i],
                 report_.trace.hessian_vector[i]});
    const std::string more = inputs > most ? fmt::format(" The first {} of {} inputs:", most, inputs) : "";
    return paragraph(fmt::format("f = {}.{}", reports::significant(report_.trace.value), more)) +
           wide("The point", table.html("The point, and the derivatives there"));
  }

  [[nodiscard]] std::string hessian() const {
    constexpr Index most = 12;
    std::string content;
    if (report_.hessian.size() > 0 && report_.hessian.rows() <= most) {
      std::vector<std::string> columns = report_.names;
      columns.insert(columns.begin(), "");
      reports::Table table(columns);
      for (Index i = 0; i < report_.hessian.rows(); ++i) {
        std::vector<reports::Cell> row = {name(i)};
        for (const double entry : report_.hessian.row(i)) row.emplace_back(entry);
        table.add(std::move(row));
      }
      content = wide("The Hessian", table.html("Second derivatives"));
    }
    return content + preformatted(report_.curvature->text());
  }

  [[nodiscard]] std::string player() const {
    std::string steps;
    for (const Trace::Step& step : report_.trace.steps())
      steps += fmt::format("<li data-node=\"{}\" data-pass=\"{}\">{}</li>\n", step.node,
                           step.forward ? "forward" : "reverse", xml_safe(step.words));
    const bool whole_graph = report_.graph.nodes.size() == report_.graph.lines;
    const std::string graph = fmt::format("<figure{}>\n{}{}</figure>\n", whole_graph ? " data-node-a-line" : "",
                                          wide("The graph", report_.graph.svg()), in_words(report_.graph.text()));
    return fmt::format(
        "<p>The function is a list of lines. Forward, each is evaluated, with how it moves along the direction (dot). "
        "Backward, each passes on how f depends on it (bar), and how that moves (bar-dot): what arrives at the inputs "
        "is the gradient, and the Hessian times the direction.{}</p>\n"
        "<div class=\"player\" tabindex=\"0\" role=\"group\" aria-label=\"The trace, step by step; arrow keys, Home, "
        "End and space move through it\">\n{}"
        "<p class=\"sentence\" role=\"status\" aria-live=\"polite\"></p>\n{}"
        "<div class=\"table\" role=\"region\" aria-label=\"The trace\" tabindex=\"0\">\n{}</div>\n"
        "<details><summary>All steps in words</summary>\n<ol class=\"steps\">\n{}</ol>\n</details>\n</div>\n",
        whole_graph ? "" : " In the graph, lines that do the same are one node.", controls(), graph,
        report_.trace.html(), steps);
  }

  static std::string controls() {
    return "<div class=\"controls\" hidden>\n"
           "<button type=\"button\" data-does=\"first\">First</button>\n"
           "<button type=\"button\" data-does=\"back\">Back</button>\n"
           "<button type=\"button\" data-does=\"play\">Play</button>\n"
           "<button type=\"button\" data-does=\"next\">Next</button>\n"
           "<button type=\"button\" data-does=\"last\">Last</button>\n"
           "<input type=\"range\" min=\"1\" value=\"1\" data-does=\"slide\" aria-label=\"Step\">\n"
           "<label>a step in <select data-does=\"speed\"><option value=\"0.5\">0.5 s</option>"
           "<option value=\"1.5\" selected>1.5 s</option><option value=\"4\">4 s</option></select></label>\n</div>\n";
  }

  [[nodiscard]] std::string entries() const {
    std::string content;
    for (const Contributions& entry : report_.entries) content += preformatted(entry.text());
    return content;
  }

  [[nodiscard]] std::string pictures() const {
    std::string content;
    for (const Report::Picture& picture : report_.pictures)
      content += fmt::format("<h3>{}</h3>\n<figure>\n{}{}</figure>\n", xml_safe(picture.title), picture.svg,
                             in_words(picture.text));
    return content;
  }

  [[nodiscard]] std::string audit() const {
    std::string content;
    for (const Verdict& verdict : report_.verdicts)
      content += fmt::format("<div class=\"verdict {}\">\n{}</div>\n", name_of(verdict.status),
                             preformatted(verdict.report()));
    return content;
  }

  [[nodiscard]] std::string notes() const {
    std::string content;
    for (const std::string& note : report_.notes) content += paragraph(note);
    return content;
  }

  const Report& report_;
  std::string contents_, body_;
};

}  // namespace

std::string Report::html() const { return Page(*this).write(); }

std::string Report::text() const {
  std::string text = title + "\n";
  if (!formula.empty()) text += fmt::format("f = {}\n", formula);
  text += "\n" + trace.text();
  if (!not_finite.empty()) text += "\n" + not_finite;
  if (!not_smooth.empty()) text += "\n" + not_smooth;
  if (curvature) text += "\n" + curvature->text();
  for (const Contributions& entry : entries) text += "\n" + entry.text();
  for (const Picture& picture : pictures) text += fmt::format("\n{}\n{}", picture.title, picture.text);
  for (const Verdict& verdict : verdicts) text += "\n" + verdict.report();
  for (const std::string& note : notes) text += "\n" + note + "\n";
  return text;
}

}  // namespace hesse
