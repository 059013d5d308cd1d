const { Model } = require('objection');

class ChargeElement extends Model {
  static get tableName() {
    return 'chargeElements';
  }
}

module.exports = ChargeElement;
