const ChargeElement = require('../models/charge-element');

module.exports = (element) => {
  const data = { ownerId: element.ownerId, calculated: element.allocated };
  return ChargeElement.query().insert(data);
};
