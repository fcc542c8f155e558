package dev.assay.schemas.wealth;

/** How much risk a customer has agreed to. */
public enum RiskCategory {
  LOW,
  MEDIUM,
  HIGH
}
