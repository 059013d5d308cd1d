const ChargeElement = require('../models/charge-element');

module.exports = (element) => {
  const data = { ownerId: element.ownerId };
  return ChargeElement.query().insert(data);
};
