package dev.assay.runners;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules of the house that the compiler cannot check: what each module must not touch. */
class HouseTest {

  private static final String SCHEMAS = "dev.assay.schemas..";
  private static final String TRANSFORMS = "dev.assay.transforms..";
  private static final String PIPELINES = "dev.assay.pipelines..";
  private static final String RUNNERS = "dev.assay.runners..";
  private static final String IO = "dev.assay.pipelines.io";

  /** The pipelines themselves: all that is neither an outside system nor the books. */
  private static final DescribedPredicate<JavaClass> GRAPHS =
      resideInAPackage(PIPELINES)
          .and(resideOutsideOfPackages(IO + "..", "dev.assay.pipelines.books.."));

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.assay");

  /** Calls whose answer differs from run to run. A given clock or a seeded generator is allowed. */
  private static final Pattern CLOCK_OR_DICE =
      Pattern.compile(
          String.join(
              "|",
              "java\\.time\\.\\w+(\\.\\w+)?\\.now\\((java\\.time\\.ZoneId)?\\)",
              "java\\.time\\.Clock\\.(system|tick)\\w*\\((java\\.time\\.ZoneId)?\\)",
              "org\\.joda\\.time\\.\\w+\\.(now\\(.*|<init>\\(\\)|currentTimeMillis\\(\\))",
              "java\\.lang\\.System\\.(currentTimeMillis|nanoTime)\\(\\)",
              "java\\.lang\\.Math\\.random\\(\\)",
              "java\\.util\\.UUID\\.randomUUID\\(\\)",
              "java\\.util\\.(Date|Random|SplittableRandom)\\.<init>\\(\\)",
              "java\\.util\\.Collections\\.shuffle\\(java\\.util\\.List\\)",
              "java\\.util\\.concurrent\\.ThreadLocalRandom\\.current\\(\\)",
              "java\\.security\\.SecureRandom\\..*"));

  /**
   * Calls whose answer depends on the locale or the time zone of the process. {@code formatted} is
   * allowed, for text: {@link FormatsTest} sees that it is given nothing else.
   */
  private static final Pattern LOCALE_OR_ZONE =
      Pattern.compile(
          String.join(
              "|",
              "java\\.lang\\.String\\.(format\\(java\\.lang\\.String, .*|to(Lower|Upper)Case\\(\\))",
              "java\\.util\\.(Locale|TimeZone)\\.getDefault\\(.*",
              "java\\.util\\.(Calendar\\.getInstance|Scanner\\.<init>)\\(.*",
              "java\\.util\\.Formatter\\.<init>\\((?!.*java\\.util\\.Locale).*",
              "java\\.text\\.(\\w*Format|DecimalFormatSymbols|Collator|BreakIterator)\\.get\\w*Instance"
                  + "\\((?!.*java\\.util\\.Locale).*",
              "java\\.text\\.(Simple|Decimal|Message|Compact)\\w*Format\\.<init>\\((java\\.lang\\.String)?\\)",
              "java\\.time\\.ZoneId\\.systemDefault\\(\\)",
              "java\\.time\\.Clock\\.(systemDefaultZone|tick\\w*)\\(\\)",
              "java\\.time\\.(Local|Offset|Zoned|Year|Month)\\w*\\.now\\(\\)",
              "java\\.time\\.format\\.DateTimeFormatter\\.(ofPattern\\(java\\.lang\\.String\\)|ofLocalized.*)",
              "org\\.joda\\.time\\.(Local\\w+|DateTime)\\.(now|<init>)\\(\\)",
              "org\\.joda\\.time\\.DateTimeZone\\.getDefault\\(\\)"));

  @Test
  void every_module_is_seen() {
    assertThat(
        HOUSE.stream()
            .map(type -> type.getPackageName().split("\\.")[2])
            .collect(Collectors.toSet()),
        is(Set.of("schemas", "transforms", "pipelines", "runners")));
  }

  @Test
  void modules_only_look_left() {
    holds(
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("schemas")
            .definedBy(SCHEMAS)
            .layer("transforms")
            .definedBy(TRANSFORMS)
            .layer("pipelines")
            .definedBy(PIPELINES)
            .layer("runners")
            .definedBy(RUNNERS)
            .whereLayer("schemas")
            .mayNotAccessAnyLayer()
            .whereLayer("transforms")
            .mayOnlyAccessLayers("schemas")
            .whereLayer("pipelines")
            .mayOnlyAccessLayers("schemas", "transforms"));
  }

  /** An outside system knows no other, the books only the lake, and none of them a graph. */
  @Test
  void rooms_of_pipelines_only_look_at_what_they_stand_on() {
    holds(
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("io")
            .definedBy(IO)
            .layer("lake")
            .definedBy(IO + ".lake..")
            .layer("books")
            .definedBy("dev.assay.pipelines.books..")
            .layer("files")
            .definedBy(IO + ".files..")
            .layer("kafka")
            .definedBy(IO + ".kafka..")
            .layer("jdbc")
            .definedBy(IO + ".jdbc..")
            .layer("graphs")
            .definedBy(GRAPHS)
            .whereLayer("io")
            .mayNotAccessAnyLayer()
            .whereLayer("lake")
            .mayOnlyAccessLayers("io")
            .whereLayer("books")
            .mayOnlyAccessLayers("io", "lake")
            .whereLayer("files")
            .mayOnlyAccessLayers("io", "books")
            .whereLayer("kafka")
            .mayOnlyAccessLayers("io", "books")
            .whereLayer("jdbc")
            .mayOnlyAccessLayers("io", "books"));
  }

  @Test
  void schemas_and_transforms_touch_no_outside_system() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(SCHEMAS, TRANSFORMS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.beam.sdk.io..", "java.sql..", "javax.sql.."));
  }

  @Test
  void only_runners_knows_a_runner() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(SCHEMAS, TRANSFORMS, PIPELINES)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.beam.runners.."));
  }

  @Test
  void schemas_and_transforms_read_no_clock_and_throw_no_dice() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(SCHEMAS, TRANSFORMS)
            .should()
            .accessTargetWhere(
                describe(
                    "it is a clock or dice",
                    access -> CLOCK_OR_DICE.matcher(access.getTarget().getFullName()).matches())));
  }

  @Test
  void nothing_asks_what_locale_or_time_zone_the_process_has() {
    holds(
        noClasses()
            .should()
            .accessTargetWhere(
                describe(
                    "it depends on the locale or time zone of the process: give Locale.ROOT or UTC",
                    access -> LOCALE_OR_ZONE.matcher(access.getTarget().getFullName()).matches())));
  }

  @Test
  void every_class_has_a_name_of_its_own() {
    holds(
        noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Managers|Common)"));
  }

  /** Checks a rule, also while it has nothing to check because a module is still empty. */
  private static void holds(ArchRule rule) {
    rule.allowEmptyShould(true).check(HOUSE);
  }
}
