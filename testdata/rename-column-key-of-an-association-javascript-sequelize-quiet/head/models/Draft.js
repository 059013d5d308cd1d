const { DataTypes } = require("sequelize");
const { sequelize } = require("../sequelize");

const Draft = sequelize.define("draft", { title: DataTypes.STRING }, { tableName: "drafts", timestamps: false });

Draft.associate = (models) => {
  Draft.belongsTo(models.User, { as: "creator", foreignKey: "creatorId" });
};

module.exports = Draft;
