/* SPDX-License-Identifier: Apache-2.0 */
"use strict";
// Slices of the volumes in three planes: a slider each, a switch between quantities, values under
// the pointer. Without this script the page shows the still pictures that it begins with.

(async function () {
  const picture = dataOf("picture");
  const unpack = async description => description ? Volume.of(description) : null;
  const density = await unpack(picture.density);
  const files = [];
  for (const file of picture.files) {
    files.push({...file, dose: await unpack(file.dose), gamma: await unpack(file.gamma),
                uncertainty: await unpack(file.uncertainty)});
  }
  const colours = Object.fromEntries(Object.entries(picture.colours).map(([name, hex]) =>
      [name, Uint8Array.from(hex.match(/../g), pair => parseInt(pair, 16))]));
  const shape = picture.shape;
  const pitch = picture.spacing_mm.map((mm, axis) => mm * picture.stride[axis]);
  const index = at => (at[2] * shape[1] + at[1]) * shape[0] + at[0];

  // A quantity: which files have it, its value, its colour from 0 to 1, how much of it covers the
  // density, its bar. Differences are with the first file.
  const full = picture.full_scale_Gy, widest = picture.difference_scale_Gy;
  const linear = value => value / full;
  const quantities = {
    dose: {
      title: "Absorbed dose, Gy", unit: "Gy", colours: colours.dose, has: () => true,
      value: (file, i) => file.dose.value(i), part: linear,
      cover: part => 0.85 * Math.min(Math.max(part / 0.08, 0), 1),
      marks: () => rounded(0, full).map(v => [linear(v), v])},
    uncertainty: {
      title: "Relative uncertainty of the dose, 1 sigma", unit: "", colours: colours.uncertainty,
      has: file => file.uncertainty, value: (file, i) => file.uncertainty.value(i),
      part: value => Math.log(value / 0.001) / Math.log(1000), cover: () => 0.9,
      marks: () => [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1].map(
          v => [Math.log(v / 0.001) / Math.log(1000), 100 * v + " %"])},
    difference: {
      title: "Difference with file A, Gy", unit: "Gy", colours: colours.difference,
      has: file => file !== files[0], value: (file, i) => file.dose.value(i) - files[0].dose.value(i),
      part: value => 0.5 + value / (2 * widest),
      cover: (part, i) => 0.85 * Math.min(Math.max(linear(files[0].dose.value(i)) / 0.02, 0), 1),
      marks: () => rounded(-widest, widest).map(v => [0.5 + v / (2 * widest), (v > 0 ? "+" : "") + v])},
    gamma: {
      title: "Gamma", unit: "", colours: colours.difference, has: file => file.gamma,
      value: (file, i) => file.gamma.value(i), part: value => value / 2, cover: () => 0.85,
      marks: () => [0, 0.5, 1, 1.5, 2].map(v => [v / 2, v === 1 ? "1 (passes below)" : v])},
  };

  const state = {quantity: "dose", file: files[0], at: picture.places[0].at.slice()};
  const views = picture.views.map((view, number) => makeView(view, number));
  makeControls();
  draw();
  document.documentElement.dataset.ready = "pictures";

  /** Round numbers from low to high, five or so. */
  function rounded(low, high) {
    const rough = (high - low) / 5, decade = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(f => f * decade).find(s => s >= 0.999 * rough);
    const all = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) {
      all.push(+(k * step).toPrecision(6));
    }
    return all;
  }

  /** LPS coordinates of a picture element, mm. */
  function millimetres(at) {
    const voxel = at.map((i, axis) => picture.first[axis] + picture.stride[axis] * i);
    return [0, 1, 2].map(p => picture.origin_mm[p] + [0, 1, 2].reduce(
        (sum, axis) => sum + picture.direction[3 * p + axis] * picture.spacing_mm[axis] * voxel[axis], 0));
  }

  function makeView(view, number) {
    const figure = document.querySelector(`.view[data-view="${number}"]`);
    const plane = figure.querySelector(".plane"), svg = figure.querySelector("svg");
    const width = shape[view.across], height = shape[view.down];
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    plane.querySelector("img").remove();
    plane.prepend(canvas);
    const wide = width * pitch[view.across], high = height * pitch[view.down];
    // Very long planes are not to scale, or nothing could be seen.
    const ratio = Math.min(Math.max(wide / high, 0.4), 3);
    plane.style.aspectRatio = ratio;
    const toScale = Math.abs(ratio * high / wide - 1) < 0.01;
    addScale(plane, wide, toScale);
    const slider = document.createElement("input");
    Object.assign(slider, {type: "range", min: 0, max: shape[view.normal] - 1, step: 1});
    slider.disabled = shape[view.normal] < 2;
    slider.setAttribute("aria-label", view.name + " slice");
    figure.append(slider);
    const made = {view, figure, plane, svg, canvas, slider, width, height};
    // Sliders run to the patient's left, posterior and superior.
    const mirror = i => view.normal_against ? shape[view.normal] - 1 - i : i;
    made.mirror = mirror;
    slider.addEventListener("input", () => {
      state.at[view.normal] = mirror(+slider.value);
      draw();
    });
    plane.addEventListener("pointermove", event => readOut(elementAt(made, event)));
    plane.addEventListener("click", event => {
      state.at = elementAt(made, event);
      draw();
    });
    plane.addEventListener("wheel", event => {
      if (!event.shiftKey) return;  // the page scrolls
      event.preventDefault();
      slider.value = +slider.value + Math.sign(event.deltaY || event.deltaX);
      slider.dispatchEvent(new Event("input"));
    }, {passive: false});
    return made;
  }

  function addScale(plane, wide, toScale) {
    const length = rounded(0, wide / 2).filter(mm => mm > 0 && mm <= wide / 2.5).pop();
    if (!length) return;
    const bar = document.createElement("span");
    bar.className = "scale";
    bar.style.width = 100 * length / wide + "%";
    const words = document.createElement("span");
    words.textContent = length + " mm" + (toScale ? "" : " across (height not to scale)");
    bar.append(words);
    plane.append(bar);
  }

  /** The picture element under the pointer, as x y z of the frame. */
  function elementAt({view, plane, width, height}, event) {
    const box = plane.getBoundingClientRect(), at = state.at.slice();
    const inside = (part, size) => Math.min(Math.max(Math.floor(part * size), 0), size - 1);
    const x = inside((event.clientX - box.left) / box.width, width);
    const y = inside((event.clientY - box.top) / box.height, height);
    at[view.across] = view.across_against ? width - 1 - x : x;
    at[view.down] = view.down_against ? height - 1 - y : y;
    return at;
  }

  function readOut(at) {
    const i = index(at), parts = [];
    const number = (value, digits = 4) => Number.isNaN(value) ? "none" : +value.toPrecision(digits);
    for (const file of files) {
      let words = (files.length > 1 ? file.label + ": " : "") + number(file.dose.value(i)) + " Gy";
      if (file.uncertainty) {
        const sigma = 100 * file.uncertainty.value(i);
        words += Number.isNaN(sigma) ? "" : " \u00b1 " + number(sigma, 2) + " %";
      }
      parts.push(words);
    }
    if (state.file.gamma) parts.push("gamma " + number(state.file.gamma.value(i), 3));
    if (density) parts.push(number(density.value(i), 3) + " g/cm\u00b3");
    const mm = millimetres(at).map(v => v.toFixed(1)).join(", ");
    document.getElementById("readout").textContent =
        parts.join("; ") + " at " + mm + " mm (x, y, z in LPS)";
  }

  /** Colours a slice; returns the doses of the file it shows, row by row. */
  function paint({view, canvas, width, height}) {
    const quantity = quantities[state.quantity];
    const context = canvas.getContext("2d"), image = context.createImageData(width, height);
    const doses = new Float64Array(width * height), at = state.at.slice();
    for (let y = 0, pixel = 0; y < height; ++y) {
      at[view.down] = view.down_against ? height - 1 - y : y;
      for (let x = 0; x < width; ++x, ++pixel) {
        at[view.across] = view.across_against ? width - 1 - x : x;
        const i = index(at), value = quantity.value(state.file, i);
        doses[pixel] = state.file.dose.value(i);
        const solid = density ? density.value(i) : NaN;
        const grey = Number.isNaN(solid) ? 56 : 255 * Math.min(Math.max(solid / 1.8, 0), 1);
        const part = Number.isNaN(value) ? 0 : quantity.part(value);
        const cover = Number.isNaN(value) ? 0 : quantity.cover(part, i);
        const colour = 3 * Math.round(255 * Math.min(Math.max(part, 0), 1));
        for (let c = 0; c < 3; ++c) {
          image.data[4 * pixel + c] = cover * quantity.colours[colour + c] + (1 - cover) * grey;
        }
        image.data[4 * pixel + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
    return doses;
  }

  function drawLines({plane, svg, width, height, view}, doses) {
    for (const old of plane.querySelectorAll(".level")) old.remove();
    let all = "";
    picture.isodose_Gy.forEach((level, number) => {
      // Neighbouring levels are marked in different directions, or their figures would overlap.
      const angle = number * 2.4, direction = [Math.cos(angle), Math.sin(angle)];
      const {path, mark} = contour(doses, width, height, level, direction);
      if (!path) return;
      all += path;
      const words = document.createElement("span");
      words.className = "level";
      words.textContent = +level.toPrecision(6);
      words.style.left = Math.min(100 * mark.x / width, 90) + "%";
      words.style.top = Math.min(Math.max(100 * mark.y / height, 4), 96) + "%";
      plane.append(words);
    });
    for (const line of svg.querySelectorAll("path.casing, path.isodose")) line.setAttribute("d", all);
    let cross = svg.querySelector(".cross");
    if (!cross) {
      cross = document.createElementNS("http://www.w3.org/2000/svg", "path");
      cross.setAttribute("class", "cross");
      svg.prepend(cross);
    }
    const x = 0.5 + (view.across_against ? width - 1 - state.at[view.across] : state.at[view.across]);
    const y = 0.5 + (view.down_against ? height - 1 - state.at[view.down] : state.at[view.down]);
    cross.setAttribute("d", `M${x} 0V${height}M0 ${y}H${width}`);
  }

  function drawBar() {
    const quantity = quantities[state.quantity], bar = document.querySelector("#bar canvas");
    const context = bar.getContext("2d"), image = context.createImageData(256, 1);
    for (let k = 0; k < 256; ++k) {
      image.data.set([...quantity.colours.subarray(3 * k, 3 * k + 3), 255], 4 * k);
    }
    context.putImageData(image, 0, 0);
    document.getElementById("bar-title").textContent = quantity.title +
        (state.quantity === "gamma" ? " " + state.file.criterion : "") +
        (files.length > 1 ? " (file " + state.file.label + ")" : "");
    const marks = document.getElementById("bar-marks");
    marks.replaceChildren();
    const add = (part, words, style) => {
      const mark = document.createElement("span");
      mark.className = style;
      mark.style.left = 100 * part + "%";
      mark.textContent = words;
      marks.append(mark);
    };
    for (const [part, words] of quantity.marks()) add(part, words, "");
    if (state.quantity === "dose") for (const level of picture.isodose_Gy) add(linear(level), "", "line");
  }

  function draw() {
    for (const made of views) {
      const {view, figure, slider, mirror} = made;
      slider.value = mirror(state.at[view.normal]);
      const patient = {transverse: 2, coronal: 1, sagittal: 0}[view.name];
      figure.querySelector("output").textContent = picture.tilted
          ? `slice ${+slider.value + 1} of ${shape[view.normal]}`
          : `${"xyz"[patient]} = ${millimetres(state.at)[patient].toFixed(1)} mm`;
      drawLines(made, paint(made));
    }
    drawBar();
    readOut(state.at);
  }

  function makeControls() {
    const box = document.getElementById("quantities");
    for (const [name, quantity] of Object.entries(quantities)) {
      if (!files.some(quantity.has)) continue;
      const label = document.createElement("label"), radio = document.createElement("input");
      Object.assign(radio, {type: "radio", name: "quantity", value: name, checked: name === "dose"});
      radio.addEventListener("change", () => choose(name, state.file));
      label.append(radio, name[0].toUpperCase() + name.slice(1));
      box.append(label);
    }
    const fileBox = document.getElementById("file");
    for (const file of files) fileBox.add(new Option(file.label + ": " + file.name, file.label));
    fileBox.addEventListener("change", () => choose(state.quantity, files[fileBox.selectedIndex]));
    fileBox.parentElement.hidden = files.length < 2;
    const placeBox = document.getElementById("place");
    for (const place of picture.places) placeBox.add(new Option(place.name));
    placeBox.addEventListener("change", () => {
      state.at = picture.places[placeBox.selectedIndex].at.slice();
      draw();
    });
    document.getElementById("controls").hidden = false;
  }

  /** Shows a quantity of a file; a file that lacks it gives way to the first that has it. */
  function choose(name, file) {
    const has = quantities[name].has;
    state.quantity = name;
    state.file = has(file) ? file : files.find(has);
    document.getElementById("file").selectedIndex = files.indexOf(state.file);
    draw();
  }
})();
