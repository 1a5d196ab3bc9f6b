'use strict';
const Plotly = require('plotly.js/lib/core');
Plotly.register([
  require('plotly.js/lib/bar'), require('plotly.js/lib/histogram'), require('plotly.js/lib/heatmap'),
  require('plotly.js/lib/scattergeo'), require('plotly.js/lib/choropleth'),
]);
module.exports = Plotly;
