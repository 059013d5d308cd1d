const { Model } = require('sequelize');

module.exports = (sequelize, DataTypes) => {
  class Link extends Model {}
  Link.init({
    id: { type: DataTypes.INTEGER, primaryKey: true },
    resourceId: { type: DataTypes.INTEGER },
    givenUrl: {
      type: new DataTypes.VIRTUAL(DataTypes.TEXT, ['resourceId']),
      get() { return `/resources/${this.get('resourceId')}`; },
    },
  }, { sequelize, modelName: 'Link' });
  return Link;
};
