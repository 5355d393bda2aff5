/* charts.js: draws the charts of a page from their JSON blocks, in the colours of the tokens, again when these change.
   Loaded after vendor/echarts.min.js and only on pages with a chart. There are no tips on hover: ECharts would write
   them as inline styles, which our content policy forbids; the table under each chart has every figure. */
(function () {
  "use strict";
  var DASHES = ["solid", [6, 3], [2, 3], [8, 3, 2, 3], [1, 2], [12, 4]];
  var token = function (name) {
    var probe = document.createElement("i");
    probe.style.color = "var(" + name + ")";
    document.body.append(probe);
    var colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
  var draw = function (box) {
    var facts = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    var chart = echarts.getInstanceByDom(box) || echarts.init(box, null, { renderer: "svg" });
    var line = facts.kind === "line", narrow = box.clientWidth < 480;
    var unit = facts.unit ? " " + facts.unit : "", lines = token("--k-line"), ink = token("--k-text-2");
    var number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 6 });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: line ? (narrow ? 92 : 116) : 12, top: 16, bottom: 6, containLabel: true },
      xAxis: { type: "category", data: facts.labels, boundaryGap: !line, axisTick: { show: false },
        axisLine: { lineStyle: { color: token("--k-line-2") } }, axisLabel: { color: ink, fontSize: 11, hideOverlap: true } },
      yAxis: { type: "value", splitNumber: 4, splitLine: { lineStyle: { color: lines } },
        axisLabel: { color: ink, fontSize: 11, formatter: function (value) { return number.format(value) + unit; } } },
      series: facts.series.map(function (one, at) {
        var colour = token("--k-c" + (at % 6 + 1));
        if (!line) return { type: "bar", name: one.name, data: one.points.map(Number), barMaxWidth: 28,
          itemStyle: { color: colour, borderRadius: [3, 3, 0, 0] } };
        return { type: "line", name: one.name, data: one.points.map(Number), showSymbol: false,
          lineStyle: { color: colour, width: 2, type: DASHES[at % 6] }, itemStyle: { color: colour },
          endLabel: { show: true, formatter: one.name, color: colour, fontSize: 12, fontWeight: 600, distance: 8 } };
      })
    }, true);
  };
  var every = function (act) { document.querySelectorAll("[data-chart]").forEach(act); };
  every(draw);
  new MutationObserver(function () { every(draw); })
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  addEventListener("resize", function () {
    every(function (box) { var chart = echarts.getInstanceByDom(box); if (chart) chart.resize(); });
  });
  document.addEventListener("htmx:afterSettle", function () { every(draw); });
})();
