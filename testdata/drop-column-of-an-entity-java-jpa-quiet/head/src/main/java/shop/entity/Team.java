package shop.entity;

public class Team {}
