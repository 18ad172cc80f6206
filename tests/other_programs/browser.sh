#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
#
# Opens reports in headless Chromium, walks through them, and looks for texts that overlap, errors and requests.
#   tests/other_programs/browser.sh CHROMIUM HESSE FOLDER
# CHROMIUM and HESSE are programs; reports, screenshots and what was found are left in FOLDER.
set -euo pipefail
chromium=$1 hesse=$2 folder=$3
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
cd "$folder"
rm -f ./*.html ./*.png ./*.txt

"$hesse" report "exp(x)*sin(x)" --at x=1 --gradient "exp(x)*(sin(x)+cos(x))" --output one_input.html
"$hesse" report "100*(y-x^2)^2+(1-x)^2" --at x=-1.2,y=1 --direction x=1,y=0.5 \
  --hessian "1200*x^2-400*y+1, -400*x; -400*x, 200" --output two_inputs.html || [ $? = 1 ]  # a wrong Hessian
"$hesse" report "log(1+exp(-(a*w1+b*w2+c*w3)))+0.5*(w1^2+w2^2+w3^2)/10" --at a=1,b=-2,c=0.5,w1=0.1,w2=0.2,w3=0.3 \
  --output six_inputs.html
"$hesse" report "$(printf 'sin(x*y)*cos(z+%d)+' {1..40})1" --at x=1,y=2,z=3 --output long_sum.html
"$hesse" report "sqrt(x)*y" --at x=0,y=1 --output not_finite.html

browse() {
  "$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --virtual-time-budget=20000 "$@" 2>/dev/null
}

# The listener for errors stands before all scripts, the harness behind them.
with_harness() {
  awk -v harness="$here/reader.js" '
    /<meta name="viewport"/ { print; print "<script>window.errors = []; addEventListener(\"error\", (e) => errors.push(e.message)); addEventListener(\"securitypolicyviolation\", (e) => errors.push(e.blockedURI)); console.error = (...e) => errors.push(e.join(\" \"));</script>"; next }
    /^<\/body>/ { print "<script>"; while ((getline line < harness) > 0) print line; print "</script>" }
    { print }' "$1"
}

failed=0
for report in *.html; do
  name=${report%.html}
  if grep -nE '(src|href)="[^#]|url\(|@import|https?://' "$report" | grep -v 'xmlns="http://www.w3.org/2000/svg"'; then
    echo "FAILED $name: names something outside of the page"
    failed=1
  fi
  for width in 360 900 1400; do
    with_harness "$report" >"$name.$width.with_harness"
    mv "$name.$width.with_harness" "$name.tested.html"
    browse --window-size="$width,900" --dump-dom "file://$PWD/$name.tested.html" |
      sed -n '/<pre id="found">/,/<\/pre>/p' | sed 's/<[^>]*>//g; /^$/d' >"$name.$width.txt"
    if ! grep -qx done "$name.$width.txt" || grep -q '^FAILED' "$name.$width.txt"; then
      echo "FAILED $name at $width pixels:"
      grep '^FAILED' "$name.$width.txt" || echo "  the page did not finish"
      failed=1
    fi
  done
  rm -f "$name.tested.html"
  browse --window-size=1100,2400 --screenshot="$name.png" "file://$PWD/$report" >/dev/null
done
[ "$failed" = 0 ] && echo "$(ls ./*.html | wc -l) reports, $(cat ./*.txt | grep -c '^ok') checks"
exit "$failed"
