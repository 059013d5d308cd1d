const { DataTypes } = require("sequelize");

module.exports = (sequelize) =>
  sequelize.define("User", {
    email: DataTypes.STRING,
    lastLoginIp: DataTypes.STRING,
  }, { tableName: "users", underscored: true, timestamps: false });
