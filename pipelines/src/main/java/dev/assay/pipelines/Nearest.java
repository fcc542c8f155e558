package dev.assay.pipelines;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that somebody may have meant. */
public final class Nearest {
  private Nearest() {}

  /** The known word that differs least, where it differs by a slip of the hand. */
  public static Optional<String> to(String word, Collection<String> known) {
    String typed = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(each -> distance(typed, each.toLowerCase(Locale.ROOT)) <= most(typed))
        .min(
            Comparator.comparing((String each) -> distance(typed, each.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** A question to put behind a message; empty where no known word is near. */
  public static String question(String word, Collection<String> known) {
    return to(word, known).map(Nearest::question).orElse("");
  }

  public static String question(String meant) {
    return ". Did you mean " + meant + "?";
  }

  private static int most(String word) {
    return Math.max(1, Math.min(3, word.replaceFirst("^--", "").length() / 3));
  }

  /** How many letters must be put in, left out, changed, or changed with their neighbour. */
  private static int distance(String one, String other) {
    int[][] steps = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        steps[i][j] =
            Math.min(
                Math.min(steps[i - 1][j], steps[i][j - 1]) + 1,
                steps[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
      }
    }
    return steps[one.length()][other.length()];
  }
}
