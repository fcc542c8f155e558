package dev.assay.runners.simulate;

import java.util.List;
import java.util.SplittableRandom;

/** Names of people. Some hold commas, quotes or letters beyond ASCII. */
final class PersonName {
  private static final List<String> FIRST_NAMES =
      List.of(
          "Maria",
          "James",
          "Zoë",
          "Ahmed",
          "Łukasz",
          "Olivia",
          "José",
          "Anna \"Annie\"",
          "Wei",
          "Grace",
          "Søren",
          "Fatima",
          "Noah",
          "Chloé",
          "Dmitri",
          "Priya",
          "Jürgen",
          "Samuel",
          "Nguyễn",
          "Ruth");
  private static final List<String> LAST_NAMES =
      List.of(
          "Smith",
          "Müller",
          "García",
          "O'Brien",
          "Okafor",
          "Yılmaz",
          "Johnson, Jr.",
          "Kowalski",
          "Tanaka",
          "Brown",
          "Ångström",
          "Haddad",
          "Silva",
          "Dvořák",
          "Novak",
          "Sharma",
          "Weiß",
          "Lee",
          "Petrović",
          "Taylor");

  private PersonName() {}

  static String anyOf(SplittableRandom random) {
    return anyOf(FIRST_NAMES, random) + " " + anyOf(LAST_NAMES, random);
  }

  private static String anyOf(List<String> values, SplittableRandom random) {
    return values.get(random.nextInt(values.size()));
  }
}
