package dev.assay.transforms;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a row adds to one of several tables of gold that are added up together.
 *
 * @param number of that table among them
 */
public record Addend<T extends Record>(int number, Metric<T, ?> metric) implements Serializable {
  /** To as many tables, one each. */
  static <T extends Record> List<Addend<T>> of(List<Metric<T, ?>> metrics) {
    List<Addend<T>> addends = new ArrayList<>();
    metrics.forEach(metric -> addends.add(new Addend<>(addends.size(), metric)));
    return addends;
  }
}
