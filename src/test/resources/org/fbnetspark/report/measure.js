'use strict';
// Shows every page of the JSON in #pages in frames of several widths and writes what does not fit to
// #told, a fault a line: a page, a box or a label that sticks out, and labels that cover each other.
(() => {
  const WIDTHS = [360, 768, 1280, 1920];
  const SLACK = 1;
  const pages = JSON.parse(document.getElementById('pages').textContent);
  const told = [];
  const frames = [];

  const folded = (element) => element.closest('details:not([open])');

  const boxes = (win, say) => {
    const root = win.document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      say('the page is ' + root.scrollWidth + ' wide');
    }
    win.document.querySelectorAll('header *, main *').forEach((element) => {
      const style = win.getComputedStyle(element);
      const flows = style.display !== 'inline' && style.overflowX === 'visible' && element.clientWidth > 0;
      if (flows && !element.closest('svg') && !folded(element) && element.scrollWidth > element.clientWidth + SLACK) {
        say('text sticks out of ' + element.tagName + ' ' + element.className + ': ' + element.textContent.slice(0, 40));
      }
    });
  };

  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3 * SLACK;

  const texts = (svg) => [...svg.querySelectorAll('text')].map((text) => ({
    text: text.textContent,
    box: text.getBoundingClientRect(),
    level: Math.abs(text.getCTM().b) < 0.01,
  }));

  const cut = (svg, say) => {
    const frame = svg.getBoundingClientRect();
    const found = texts(svg);
    found.forEach(({ text, box }) => {
      const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
      if (out > SLACK) {
        say('"' + text + '" is cut by ' + Math.round(out));
      }
    });
    return found.length;
  };

  const covered = (svg, say) => {
    const level = texts(svg).filter((one) => one.level);
    level.forEach((a, i) =>
      level.slice(i + 1).forEach((b) => {
        if (overlap(a.box, b.box)) {
          say('"' + a.text + '" covers "' + b.text + '"');
        }
      }),
    );
  };

  for (const [name, html] of Object.entries(pages)) {
    for (const width of WIDTHS) {
      const frame = document.createElement('iframe');
      frame.style.cssText = 'border: 0; height: 800px; width: ' + width + 'px';
      frame.srcdoc = html;
      document.body.append(frame);
      frames.push({ frame, name: name + ' at ' + width });
    }
  }
  window.addEventListener('load', () => {
    let drawn = 0;
    const plots = frames.flatMap(({ frame, name }) => {
      boxes(frame.contentWindow, (fault) => told.push(name + ': ' + fault));
      return [...frame.contentDocument.querySelectorAll('.plot')].map((plot) => ({
        plot,
        svg: plot.querySelector('svg'),
        key: new frame.contentWindow.KeyboardEvent('keydown', { key: 'ArrowRight' }),
        say: (fault) => told.push(name + ', ' + plot.dataset.chart + ': ' + fault),
      }));
    });
    plots.forEach(({ plot, svg, key, say }) => {
      covered(svg, say);
      drawn += cut(svg, say) ? 1 : 0;
      plot.dispatchEvent(key);
    });
    // By then the first figure of each chart is told in a box over it.
    window.setTimeout(() => {
      plots.forEach(({ svg, say }) => cut(svg, say));
      const pre = document.createElement('pre');
      pre.textContent = told.concat('measured ' + drawn + ' charts').join('\n');
      document.body.replaceChildren(pre);
    }, 1000);
  });
})();
