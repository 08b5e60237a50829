/* SPDX-License-Identifier: Apache-2.0 */
"use strict";
// Dose-volume histograms: values under the pointer, curves hidden by their keys, the differential
// form on request.

(function () {
  const cumulative = document.getElementById("dvh-cumulative");
  if (!cumulative) return;
  const differential = document.getElementById("dvh-differential");
  const box = document.getElementById("differential");
  const files = dataOf("report").files;
  const keys = [...document.querySelectorAll("#dvh button.key")];

  const shown = () => box.checked ? differential : cumulative;
  const curveOf = key => {
    const [file, region] = key.dataset.curve.split("-").map(Number);
    return files[file].regions[region].dvh;
  };

  box.addEventListener("change", () => {
    cumulative.toggleAttribute("hidden", box.checked);
    differential.toggleAttribute("hidden", !box.checked);
  });
  for (const key of keys) {
    key.addEventListener("click", () => {
      const on = key.getAttribute("aria-pressed") !== "true";
      key.setAttribute("aria-pressed", on);
      for (const part of document.querySelectorAll(`.plot [data-curve="${key.dataset.curve}"]`)) {
        part.classList.toggle("off", !on);
      }
    });
  }

  /** "52.3 ± 0.4": digits as the uncertainty has them. */
  function words(value, sigma) {
    if (!(sigma > 0)) return String(+value.toPrecision(4));
    const decimals = Math.min(Math.max(1 - Math.floor(Math.log10(sigma)), 0), 5);
    return value.toFixed(decimals) + " \u00b1 " + sigma.toFixed(decimals);
  }

  /** The value of a histogram at a dose: that of the last point that is not above it. */
  function valueAt(dvh, dose) {
    const step = dvh.dose_Gy[1], last = dvh.dose_Gy.length - 1, i = Math.floor(dose / step + 1e-9);
    if (box.checked) {
      if (i > last) return "0 %/Gy";
      return words(100 * dvh.differential_per_Gy[i], 100 * dvh.differential_sigma_per_Gy[i]) + " %/Gy";
    }
    if (i > last) return "0 %";
    const value = dvh.volume_fraction[i], half = (dvh.upper[i] - dvh.lower[i]) / 2;
    return words(100 * value, 100 * half) + " %";
  }

  function point(plot, event) {
    const scale = plot.viewBox.baseVal.width / plot.getBoundingClientRect().width;
    const x = (event.clientX - plot.getBoundingClientRect().left) * scale;
    const {x0, x1, y0, y1, low, high} = Object.fromEntries(
        Object.entries(plot.dataset).map(([name, value]) => [name, +value]));
    const dose = low + (x - x0) / (x1 - x0) * (high - low);
    if (dose < low || dose > high) return leave();
    let line = plot.querySelector(".pointer"), label = plot.querySelector(".dose");
    if (!line) {
      line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("class", "pointer");
      label = document.createElementNS("http://www.w3.org/2000/svg", "text");
      label.setAttribute("class", "dose");
      plot.append(line, label);
    }
    line.setAttribute("d", `M${x} ${y0}V${y1}`);
    const right = x > (x0 + x1) / 2;
    label.setAttribute("x", x + (right ? -6 : 6));
    label.setAttribute("y", y0 + 13);
    label.setAttribute("text-anchor", right ? "end" : "start");
    label.textContent = dose.toFixed(high < 20 ? 2 : 1) + " Gy";
    for (const key of keys) {
      key.querySelector("output").textContent =
          key.getAttribute("aria-pressed") === "true" ? valueAt(curveOf(key), dose) : "";
    }
  }

  function leave() {
    for (const part of document.querySelectorAll("#dvh .pointer, #dvh .dose")) part.remove();
    for (const key of keys) key.querySelector("output").textContent = "";
  }

  for (const plot of [cumulative, differential]) {
    plot.addEventListener("pointermove", event => point(plot, event));
    plot.addEventListener("pointerdown", event => point(plot, event));
    plot.addEventListener("pointerleave", leave);
  }
})();
