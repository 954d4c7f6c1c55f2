'use strict';
// Draws the plots of a page from the JSON in it. Every plot is told by its data attributes:
//   chart   lines, theta, layers, classes, confusion or pareto
//   figures of lines: names of a run's figures, parted by commas; labels: what they are called, likewise;
//           wanted: whether each is what the one before it is led to, yes or no, likewise
// Colours are of Okabe and Ito; symbols and dashes tell the same, for those who see no colours.
(() => {
  const LIGHT = ['#0072b2', '#d55e00', '#007a5a', '#b0508a', '#9a6a00', '#3b3f44', '#2b83b8', '#7a3b00'];
  const DARK = ['#56b4e9', '#e69f00', '#2fbf94', '#e39bc4', '#f0e442', '#e8ebee', '#8ecbf0', '#ff9d57'];
  const SYMBOLS = ['circle', 'triangle', 'rect', 'diamond', 'roundRect', 'arrow'];
  const DASHES = ['solid', 'dashed', 'dotted'];
  const KERNELS = { 3: '#56b4e9', 5: '#e69f00', 7: '#2fbf94' };
  const HEIGHT = '19rem';
  const PRINT_WIDTH = 660;
  const PRINT_HEIGHT = 210;
  const NARROW = 480;
  // Rows of a map beyond which its cells have no frames and small labels.
  const DENSE = 40;
  const DENSE_ROW = 12;
  const NARROWEST_LABEL = 10;
  // Letters of a name that a label has room for on narrow screens, on others, on end, and alone in a line.
  const NARROW_LETTERS = 16;
  const LETTERS = 32;
  const COLUMN_LETTERS = 18;
  const TOLD_LETTERS = 40;
  // Lines whose names all stand above them; more are paged through.
  const MOST_NAMES = 12;
  // Pixels between names and lines, and those that one row of names takes with them.
  const NAMES_GAP = 12;
  const NAMES_ROW = 34;
  const MOST_TRIES = 3;

  const data = JSON.parse(document.getElementById('chart-data').textContent);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const plots = [];

  const printing = () => root.classList.contains('printing');

  const theme = () => {
    const style = getComputedStyle(root);
    const night = dark.matches && !printing();
    const read = (name) => style.getPropertyValue('--' + name).trim();
    return {
      ink: read('ink'),
      muted: read('muted'),
      line: read('line'),
      paper: read('paper'),
      low: read('low'),
      high: read('high'),
      lines: night ? DARK : LIGHT,
      // Share of the way from low to high at which ink is no longer the better colour for text.
      turn: night ? 0.55 : 0.7,
    };
  };

  // Enough digits to tell neighbours apart, no more.
  const figure = (value) => {
    if (value === null || value === undefined) {
      return '-';
    }
    const size = Math.abs(value);
    if (size >= 1000) {
      return Math.round(value).toLocaleString('en-US');
    }
    return String(Number(value.toPrecision(size < 1 ? 3 : 4)));
  };

  const width = (plot) => (printing() ? PRINT_WIDTH : plot.clientWidth);
  const narrow = (plot) => width(plot) < NARROW;

  // Names often begin alike, so the end of a long one is kept as well.
  const shortened = (most) => (name) => {
    const letters = [...name];
    const half = Math.floor((most - 1) / 2);
    return letters.length > most ? letters.slice(0, half).join('') + '\u2026' + letters.slice(-half).join('') : name;
  };
  const label = (plot) => shortened(narrow(plot) ? NARROW_LETTERS : LETTERS);
  const told = shortened(TOLD_LETTERS);

  const common = (colours) => ({
    animation: false,
    aria: { enabled: false },
    backgroundColor: 'transparent',
    textStyle: { color: colours.ink, fontFamily: 'system-ui, sans-serif' },
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: colours.paper,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 12 },
    },
  });

  const axis = (colours, more) =>
    Object.assign(
      {
        axisLabel: { color: colours.muted, hideOverlap: true },
        axisLine: { lineStyle: { color: colours.line } },
        axisTick: { lineStyle: { color: colours.line } },
        splitLine: { lineStyle: { color: colours.line, opacity: 0.6 } },
        nameTextStyle: { color: colours.muted },
      },
      more,
    );

  // Margins with the room that labels were found to need beyond them.
  const grid = (margins, room) =>
    Object.assign(margins, {
      left: margins.left + room.left,
      right: margins.right + room.right,
      containLabel: true,
    });

  const lineSeries = (plot, colours) => {
    const figures = plot.dataset.figures.split(',');
    const labels = plot.dataset.labels.split(',');
    const wanted = plot.dataset.wanted.split(',').map((told) => told === 'yes');
    const several = data.runs.length > 1;
    const result = [];
    data.runs.forEach((run, place) => {
      figures.forEach((name, i) => {
        const values = run.figures[name];
        if (!values) {
          return;
        }
        const index = several ? place : i;
        const symbol = wanted[i] ? 'none' : SYMBOLS[index % SYMBOLS.length];
        result.push({
          name: label(plot)(several ? place + 1 + ' ' + (wanted[i] ? labels[i] : run.name) : labels[i]),
          type: 'line',
          data: run.epochs.map((epoch, at) => [epoch, values[at]]),
          symbol,
          symbolSize: 7,
          showSymbol: symbol !== 'none' && run.epochs.length <= 60,
          connectNulls: false,
          itemStyle: { color: colours.lines[index % colours.lines.length] },
          lineStyle: { type: wanted[i] ? 'dotted' : DASHES[index % DASHES.length], width: 2 },
        });
      });
    });
    return result;
  };

  const lines = (plot, colours, room) => {
    const series = lineSeries(plot, colours);
    return Object.assign(common(colours), {
      grid: grid({ left: 8, right: 16, top: room.top + 16, bottom: 28 }, room),
      legend: {
        show: series.length > 1,
        type: series.length > MOST_NAMES ? 'scroll' : 'plain',
        top: 0,
        left: 0,
        itemWidth: 34,
        textStyle: { color: colours.ink },
        pageTextStyle: { color: colours.ink },
        pageIconColor: colours.ink,
      },
      tooltip: Object.assign(common(colours).tooltip, {
        trigger: 'axis',
        valueFormatter: figure,
      }),
      xAxis: axis(colours, {
        type: 'value',
        name: 'epoch',
        nameLocation: 'middle',
        nameGap: 26,
        minInterval: 1,
        min: 'dataMin',
        max: 'dataMax',
        splitLine: { show: false },
      }),
      yAxis: axis(colours, { type: 'value', scale: true, axisLabel: { color: colours.muted, formatter: figure } }),
      series,
    });
  };

  // Cells have value: [column, row, shade from 0 to 1], text and framed; tip tells of one in words.
  const heatMap = (plot, colours, room, { columns, rows, cells, tip, ends }) => {
    const dense = rows.length > DENSE;
    const drawn = cells.map(({ value, text, framed }) => ({
      value,
      text,
      itemStyle: { borderColor: framed ? colours.ink : colours.paper, borderWidth: dense ? 0 : framed ? 3 : 1 },
      label: { color: value[2] > colours.turn ? colours.paper : colours.ink, fontWeight: framed ? 'bold' : 'normal' },
    }));
    // Frames are drawn last, or neighbours would cover them.
    drawn.sort((a, b) => a.itemStyle.borderWidth - b.itemStyle.borderWidth);
    return Object.assign(common(colours), {
      grid: grid({ left: 4, right: 8, top: 8, bottom: 64 }, room),
      tooltip: Object.assign(common(colours).tooltip, { formatter: (cell) => tip(cell.value[0], cell.value[1]) }),
      xAxis: axis(colours, {
        type: 'category',
        data: columns,
        splitLine: { show: false },
        axisLabel: {
          color: colours.ink,
          rotate: dense ? 90 : narrow(plot) ? 70 : 40,
          interval: width(plot) / columns.length < NARROWEST_LABEL ? 'auto' : 0,
          fontSize: dense ? 9 : 11,
          formatter: shortened(COLUMN_LETTERS),
        },
      }),
      yAxis: axis(colours, {
        type: 'category',
        inverse: true,
        data: rows,
        splitLine: { show: false },
        axisLabel: {
          color: colours.ink,
          interval: 0,
          fontSize: dense ? 9 : 11,
          formatter: label(plot),
        },
      }),
      visualMap: {
        min: 0,
        max: 1,
        calculable: false,
        orient: 'horizontal',
        left: 'center',
        bottom: 0,
        itemHeight: 120,
        text: ends,
        textStyle: { color: colours.ink },
        inRange: { color: [colours.low, colours.high] },
      },
      series: [
        {
          type: 'heatmap',
          data: drawn,
          label: {
            show: columns.length <= 16,
            fontSize: narrow(plot) ? 9 : 11,
            formatter: (cell) => cell.data.text,
          },
        },
      ],
    });
  };

  const thetaMap = (plot, colours, room) => {
    const theta = data.runs[0].theta;
    const at = slider && theta.epochs.length > 1 ? Number(slider.value) : theta.epochs.length - 1;
    const cells = [];
    theta.probabilities[at].forEach((row, choice) =>
      row.forEach((p, i) => {
        const candidate = theta.offered[choice][i];
        if (candidate >= 0) {
          const text = p.toFixed(2).replace(/^0/, '');
          cells.push({ value: [candidate, choice, p], text, framed: theta.picked[choice] === candidate });
        }
      }),
    );
    const probability = (candidate, choice) =>
      theta.probabilities[at][choice][theta.offered[choice].indexOf(candidate)];
    return heatMap(plot, colours, room, {
      columns: theta.candidates,
      rows: theta.choices,
      cells,
      tip: (candidate, choice) =>
        told(theta.choices[choice]) + '\n' + theta.candidates[candidate] + ': ' + figure(probability(candidate, choice)),
      ends: ['1', '0'],
    });
  };

  const sum = (counts) => counts.reduce((a, b) => a + b, 0);

  const confusionMap = (plot, colours, room) => {
    const { classes, confusion } = data.runs[0];
    const cells = [];
    confusion.forEach((row, label) =>
      row.forEach((count, predicted) => {
        if (count > 0) {
          const shade = Math.sqrt(count / sum(row));
          cells.push({ value: [predicted, label, shade], text: figure(count), framed: predicted === label });
        }
      }),
    );
    return heatMap(plot, colours, room, {
      columns: classes,
      rows: classes,
      cells,
      tip: (predicted, label) =>
        figure(confusion[label][predicted]) +
        ' of ' +
        figure(sum(confusion[label])) +
        '\n' +
        told(classes[label]) +
        (predicted === label ? '\nare right' : '\ntaken for\n' + told(classes[predicted])),
      ends: ['100 %', '0 %'],
    });
  };

  // Bars have name, detail, value and colour.
  const barChart = (plot, colours, room, { bars, unit, max }) => {
    const shown = label(plot);
    return Object.assign(common(colours), {
      grid: grid({ left: 4, right: 64, top: 8, bottom: 40 }, room),
      tooltip: Object.assign(common(colours).tooltip, {
        formatter: ({ dataIndex: i }) =>
          told(bars[i].name) + '\n' + (bars[i].detail ? bars[i].detail + ': ' : '') + figure(bars[i].value) + ' ' + unit,
      }),
      xAxis: axis(colours, {
        type: 'value',
        name: unit,
        nameLocation: 'middle',
        nameGap: 24,
        max,
        interval: max && max / 4,
        splitNumber: narrow(plot) ? 3 : 6,
      }),
      yAxis: axis(colours, {
        type: 'category',
        inverse: true,
        data: bars.map(({ name, detail }) => shown(name) + (detail ? (narrow(plot) ? '\n' : '  ') + detail : '')),
        axisLabel: {
          color: colours.ink,
          interval: 0,
          fontSize: narrow(plot) ? 10 : 11,
          lineHeight: 11,
        },
      }),
      series: [
        {
          type: 'bar',
          barMaxWidth: 16,
          data: bars.map(({ value, colour }) => ({
            value,
            itemStyle: { color: colour, borderColor: colours.ink, borderWidth: 1 },
          })),
          label: { show: true, position: 'right', color: colours.ink, fontSize: 11, formatter: (bar) => figure(bar.value) },
        },
      ],
    });
  };

  const layerBars = (plot, colours, room) => {
    const kernel = (op) => KERNELS[(/_k(\d)/.exec(op) || [])[1]] || '#98a2ab';
    const bars = data.runs[0].layers.map(({ name, op, ms }) => ({ name, detail: op, value: ms, colour: kernel(op) }));
    return barChart(plot, colours, room, { bars, unit: 'ms' });
  };

  const classBars = (plot, colours, room) => {
    const { classes, confusion } = data.runs[0];
    const bars = classes.map((name, i) => {
      const images = sum(confusion[i]);
      return { name, value: images > 0 ? (100 * confusion[i][i]) / images : null, colour: KERNELS[3] };
    });
    return barChart(plot, colours, room, { bars, unit: '%', max: 100 });
  };

  // Networks between cost and quality: those of a front are joined, and drawn full.
  const pareto = (plot, colours, room) => {
    const front = data.fronts[Number(plot.dataset.front)];
    const sorts = [
      { name: 'predicted', cost: 'predicted', on: 'asPredicted' },
      { name: 'measured', cost: 'measured', on: 'asMeasured' },
    ];
    const series = [];
    sorts.forEach(({ name, cost, on }, i) => {
      const points = front.points.filter((point) => point[cost] !== null && point.value !== null);
      if (!points.length) {
        return;
      }
      const colour = colours.lines[i];
      series.push({
        name,
        type: 'scatter',
        symbol: SYMBOLS[i],
        symbolSize: 11,
        data: points.map((point) => ({
          value: [point[cost], point.value],
          name: point.name,
          itemStyle: { color: point[on] ? colour : colours.paper, borderColor: colour, borderWidth: 2 },
        })),
      });
      series.push({
        name: 'front as ' + name,
        type: 'line',
        symbol: 'none',
        data: points
          .filter((point) => point[on])
          .map((point) => [point[cost], point.value])
          .sort((a, b) => a[0] - b[0]),
        itemStyle: { color: colour },
        lineStyle: { color: colour, type: DASHES[i], width: 2 },
      });
    });
    return Object.assign(common(colours), {
      grid: grid({ left: 8, right: 24, top: room.top + 16, bottom: 28 }, room),
      legend: { show: true, top: 0, left: 0, itemWidth: 34, textStyle: { color: colours.ink } },
      tooltip: Object.assign(common(colours).tooltip, {
        formatter: ({ seriesName, name, value }) =>
          (name ? told(name) + '\n' : '') +
          seriesName +
          '\n' +
          front.cost +
          ' ' +
          figure(value[0]) +
          '\n' +
          front.quality +
          ' ' +
          figure(value[1]),
      }),
      xAxis: axis(colours, {
        type: 'value',
        scale: true,
        name: front.cost,
        nameLocation: 'middle',
        nameGap: 26,
        splitNumber: narrow(plot) ? 3 : 6,
        axisLabel: { color: colours.muted, hideOverlap: true, formatter: figure },
      }),
      yAxis: axis(colours, {
        type: 'value',
        scale: true,
        axisLabel: { color: colours.muted, formatter: figure },
      }),
      series,
    });
  };

  const CHARTS = { pareto, lines, theta: thetaMap, layers: layerBars, classes: classBars, confusion: confusionMap };

  // Of what has a row for each of something; other plots are as high as each other.
  const ROW = 24;
  const HEIGHTS = {
    theta: () => data.runs[0].theta.choices.length * ROW + 150,
    layers: () => data.runs[0].layers.length * ROW + 60,
    classes: () => data.runs[0].classes.length * ROW + 60,
    confusion: () => {
      const { classes } = data.runs[0];
      return classes.length * (classes.length > DENSE ? DENSE_ROW : ROW) + 170;
    },
  };
  const height = (plot) => (HEIGHTS[plot.dataset.chart] || (() => 0))();

  // Whether labels need more room than they were given, which they are then: how long a text is and
  // how many rows the names of lines take is known once they are drawn.
  const cramped = ({ plot, chart }, room) => {
    const frame = plot.querySelector('svg').getBoundingClientRect();
    const names = new Set(chart.getOption().series.map(({ name }) => name));
    const before = JSON.stringify(room);
    const { left, right } = { ...room };
    plot.querySelectorAll('text').forEach((text) => {
      const box = text.getBoundingClientRect();
      if (names.has(text.textContent)) {
        room.top = Math.max(room.top, Math.ceil(box.bottom - frame.top) + NAMES_GAP);
      } else {
        room.left = Math.max(room.left, left + Math.ceil(frame.left - box.left));
        room.right = Math.max(room.right, right + Math.ceil(box.right - frame.right));
      }
    });
    return JSON.stringify(room) !== before;
  };

  const draw = (one) => {
    const { plot, chart } = one;
    const room = { left: 0, right: 0, top: 0 };
    let tries = 0;
    do {
      const own = height(plot) ? height(plot) + 'px' : printing() ? PRINT_HEIGHT + 'px' : HEIGHT;
      plot.style.height = 'calc(' + own + ' + ' + Math.max(0, room.top - NAMES_ROW) + 'px)';
      chart.resize({ width: printing() ? PRINT_WIDTH : 'auto', height: 'auto' });
      chart.setOption(CHARTS[plot.dataset.chart](plot, theme(), room), true);
    } while (cramped(one, room) && ++tries < MOST_TRIES);
  };

  const drawAll = () => plots.forEach(draw);

  // Moving over the epochs of theta needs this program, so the page hides the slider from others.
  const slider = document.getElementById('theta-epoch');
  if (slider && data.runs[0].theta.epochs.length > 1) {
    const epochs = data.runs[0].theta.epochs;
    const told = document.getElementById('theta-epoch-told');
    slider.max = String(epochs.length - 1);
    slider.value = slider.max;
    slider.parentElement.hidden = false;
    const tell = () => {
      told.textContent = 'epoch ' + epochs[Number(slider.value)];
      slider.setAttribute('aria-valuetext', told.textContent);
    };
    slider.addEventListener('input', () => {
      tell();
      plots.filter(({ plot }) => plot.dataset.chart === 'theta').forEach(draw);
    });
    tell();
  }

  document.querySelectorAll('.plot').forEach((plot) => {
    plot.style.height = HEIGHT;
    const one = { plot, chart: echarts.init(plot, null, { renderer: 'svg' }) };
    plots.push(one);
    draw(one);
    let shown = -1;
    plot.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const count = one.chart.getOption().series[0].data.length;
      if (step) {
        shown = Math.min(count - 1, Math.max(0, shown + step));
        one.chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: shown });
        event.preventDefault();
      } else if (event.key === 'Escape') {
        one.chart.dispatchAction({ type: 'hideTip' });
      }
    });
  });

  dark.addEventListener('change', drawAll);
  window.addEventListener('resize', drawAll);
  window.addEventListener('beforeprint', () => {
    root.classList.add('printing');
    drawAll();
  });
  window.addEventListener('afterprint', () => {
    root.classList.remove('printing');
    drawAll();
  });
})();
