#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Traces as LaTeX, in a document without packages, compiled by pdfTeX.
#   tests/other_programs/latex.sh PDFLATEX HESSE FOLDER
set -euo pipefail
pdflatex=$1 hesse=$2 folder=$3
mkdir -p "$folder"
cd "$folder"
{
  printf '%s\n' '\documentclass{article}' '\pdfpagewidth=60cm \hsize=55cm \textwidth=55cm' '\begin{document}'
  "$hesse" trace "exp(x_1)*sin(y)+x_1^3" --at x_1=1,y=2 --direction x_1=1,y=0.5 --latex
  echo
  "$hesse" trace "log(x)*1e-9+sqrt(x*1e12)" --at x=0.001 --direction x=1 --latex
  echo
  "$hesse" trace "sqrt(x)" --at x=0 --direction x=1 --latex
  printf '%s\n' '\end{document}'
} >traces.tex
"$pdflatex" -halt-on-error -interaction=nonstopmode traces.tex >traces.out || { tail -20 traces.out; exit 1; }
! grep -E '^(Overfull|Missing character|LaTeX Warning)|[Uu]ndefined' traces.log
