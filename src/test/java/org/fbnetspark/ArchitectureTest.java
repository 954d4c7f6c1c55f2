package org.fbnetspark;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the packages to the table below: who may use whom, and where each library lives. */
class ArchitectureTest {

  private static final String ROOT = "org.fbnetspark";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /**
   * A room of the house for each line: a package and those below it that have no line of their own;
   * the rooms that it may use besides itself, of which one stands for those below it too; and the
   * libraries that it may use besides the JDK.
   */
  private static final String TABLE =
      """
      domain.name        |                                        |
      domain.shape       |                                        |
      domain.random      |                                        |
      domain.evaluation  |                                        |
      domain.run         |                                        |
      domain.op          | domain.name domain.shape               |
      domain.network     | domain.op domain.shape                 |
      domain.space       | domain.name domain.op domain.shape domain.network |
      domain.theta       | domain.space domain.network            |
      domain.space.catalog | domain.name domain.op domain.shape domain.space domain.network |
      domain.latency     | domain.op domain.shape                 |
      domain.cost        | domain.run domain.op domain.space domain.network domain.theta domain.latency |
      domain.train       | domain.run domain.op domain.shape domain.random domain.network domain.theta |
      domain.export      | domain.network domain.latency domain.evaluation |

      search             | domain                                 |
      retrain            | domain data                            |
      profile            | domain                                 | org.apache.commons.math3
      export             | domain profile                         | onnx org.nd4j.shade.protobuf ai.onnxruntime
      store              | domain                                 | org.apache.hadoop org.apache.commons.lang3
      data               | domain store                           |
      data.source        | domain store data                      | org.apache.commons.compress org.tukaani org.apache.parquet org.xerial.snappy com.github.luben.zstd com.fasterxml.jackson
      net                | domain data                            |
      net.fused          | domain data net                        |
      net.fused.layer    | domain net.fused.kernel                |
      net.fused.kernel   | domain                                 | org.bytedeco com.sun.jna org.slf4j
      net.portable       | domain data net                        | org.nd4j
      net.dl4j           | domain data net                        | org.deeplearning4j org.nd4j
      net.engines        | domain net profile                     |
      format.json        | domain                                 | com.fasterxml.jackson
      format.latency     | domain profile format.json             | com.fasterxml.jackson
      format.data        | domain data store format.json          | com.fasterxml.jackson
      format.state       | domain search retrain store format.json |
      format.run         | domain search retrain format.json      | com.fasterxml.jackson
      format.model       | domain store format.json format.run    | com.fasterxml.jackson
      report             | domain profile search retrain format   | j2html com.fasterxml.jackson
      sink               | domain store                           | org.tensorflow org.nd4j.shade.protobuf org.mlflow
      run                | domain search retrain data net format store report sink |

      experiment         | domain data search retrain profile net sink |

      wire               | domain data profile store              |
      executor           | domain data profile export net store wire | org.apache.spark scala org.slf4j
      driver.rounds      | domain data net store wire executor    | org.apache.spark scala
      driver.prepare     | experiment domain data store wire executor run driver.rounds | org.apache.spark scala
      driver.profile     | experiment domain data search net profile export store format report wire executor run driver.rounds driver.prepare | org.apache.spark scala org.slf4j
      driver.retrain     | experiment domain data retrain net store format report sink wire executor run driver.rounds driver.prepare | org.apache.spark scala org.deeplearning4j org.nd4j
      driver.search      | experiment domain data search retrain profile net store format report sink wire executor run driver.rounds driver.prepare driver.profile driver.retrain | org.apache.spark scala
      driver.export      | experiment domain data retrain profile export net store format report wire executor run driver.rounds driver.profile | org.apache.spark scala
      driver.sweep       | experiment domain data search net store format report executor run driver.rounds driver.prepare driver.search | org.apache.spark org.apache.commons.lang3
      config             | experiment domain data search retrain profile net sink | com.typesafe.config
      cli.json           | domain profile format report           | com.fasterxml.jackson
      cli                | cli.json experiment domain data search retrain profile store format report run config driver | picocli org.apache.spark org.apache.commons.lang3
      """;

  /**
   * One line.
   *
   * @param name of the package below the root
   * @param uses our packages that it may use besides itself
   * @param libraries foreign packages that it may use besides the JDK
   */
  record Room(String name, List<String> uses, List<String> libraries) {

    static Room of(String line) {
      String[] columns = line.split("\\|", -1);
      return new Room(columns[0].strip(), words(columns[1]), words(columns[2]));
    }

    private static List<String> words(String column) {
      return Stream.of(column.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    boolean holds(String packageName) {
      return (packageName + ".").startsWith(ROOT + "." + name + ".");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Room> rooms() {
    return TABLE.lines().filter(line -> !line.isBlank()).map(Room::of);
  }

  /** The room of a package, which is the nearest above it. */
  private static Optional<Room> room(String packageName) {
    return rooms()
        .filter(room -> room.holds(packageName))
        .max(Comparator.comparing(room -> room.name().length()));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void roomUsesOnlyItsRow(Room room) {
    List<String> allowed =
        new ArrayList<>(List.of("java..", "javax..", "com.sun.management..", ""));
    room.uses().forEach(ours -> allowed.add(ROOT + "." + ours + ".."));
    room.libraries().forEach(library -> allowed.add(library + ".."));
    classes()
        .that(are("in " + room, used -> room(used.getPackageName()).equals(Optional.of(room))))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed.toArray(String[]::new))
                .or(
                    are(
                        "in " + room,
                        used -> room(used.getPackageName()).equals(Optional.of(room)))))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> are(String what, Predicate<JavaClass> so) {
    return describe("are " + what, so);
  }

  @Test
  void everyPackageHasARow() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).filter(name -> !name.equals(ROOT)))
        .allSatisfy(name -> assertThat(room(name)).as(name).isPresent());
  }

  @Test
  void packagesHaveNoCycle() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void executorsNeverSeeTheDriversSide() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".executor..")
        .should()
        .dependOnClassesThat(
            describe(
                "are a Spark context or an RDD",
                used ->
                    used.getName().matches("org\\.apache\\.spark\\.(SparkContext|SparkConf).*")
                        || used.getPackageName().startsWith("org.apache.spark.rdd")
                        || used.getPackageName().equals("org.apache.spark.api.java")))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void dl4jSparkHasOneHome() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".driver.retrain")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.deeplearning4j.spark..")
        .check(CLASSES);
  }

  @Test
  void messagesAreFixedAndSerializable() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".wire..")
        .and()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .should()
        .beAssignableTo(Serializable.class)
        .andShould()
        .haveModifier(JavaModifier.FINAL)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    Path sources = Path.of("src/main/java");
    try (Stream<Path> files = Files.walk(sources)) {
      Set<Path> packages =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .collect(Collectors.toSet());
      assertThat(packages).isNotEmpty();
      assertThat(packages)
          .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).exists());
    }
  }
}
