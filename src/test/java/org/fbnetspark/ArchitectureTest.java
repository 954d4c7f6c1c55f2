package org.fbnetspark;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Set;
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
   * One package of the house.
   *
   * @param name below the root; its sub-packages belong to it
   * @param uses our packages that it may use besides itself
   * @param libraries foreign packages that it may use besides the JDK
   */
  record House(String name, List<String> uses, List<String> libraries) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<House> table() {
    return Stream.concat(withoutSpark().stream(), aroundSpark().stream());
  }

  private static List<House> withoutSpark() {
    return List.of(
        new House("domain", List.of(), List.of()),
        new House("search", List.of("domain"), List.of()),
        new House("retrain", List.of("domain", "data"), List.of()),
        new House("profile", List.of("domain"), List.of("org.apache.commons.math3")),
        new House(
            "export",
            List.of("domain", "profile"),
            List.of("onnx", "org.nd4j.shade.protobuf", "ai.onnxruntime")),
        new House("store", List.of("domain"), List.of("org.apache.hadoop")),
        new House(
            "data",
            List.of("store", "domain"),
            List.of(
                "org.apache.commons.compress",
                "org.tukaani",
                "org.apache.parquet",
                "org.xerial.snappy",
                "com.github.luben.zstd",
                "com.fasterxml.jackson")),
        new House(
            "net",
            List.of("domain", "data", "profile"),
            List.of("org.deeplearning4j", "org.nd4j", "org.bytedeco", "com.sun.jna", "org.slf4j")),
        new House(
            "format",
            List.of("domain", "search", "retrain", "profile", "data", "store"),
            List.of("com.fasterxml.jackson")),
        new House("report", List.of("domain", "profile", "search", "retrain"), List.of("j2html")),
        new House(
            "sink",
            List.of("domain", "search", "retrain", "store"),
            List.of("org.tensorflow", "org.nd4j.shade.protobuf", "org.mlflow")),
        new House("wire", List.of("domain", "data", "store", "profile"), List.of()));
  }

  private static List<House> aroundSpark() {
    return List.of(
        new House(
            "executor",
            List.of("wire", "net", "export", "profile", "data", "store", "domain"),
            List.of("org.apache.spark", "scala", "org.slf4j")),
        new House(
            "dl4j",
            List.of("executor", "wire", "retrain", "net", "data", "domain"),
            List.of("org.apache.spark", "scala", "org.deeplearning4j", "org.nd4j")),
        new House(
            "driver",
            List.of(
                "dl4j",
                "executor",
                "wire",
                "search",
                "retrain",
                "profile",
                "format",
                "report",
                "sink",
                "net",
                "export",
                "data",
                "store",
                "domain"),
            List.of("org.apache.spark", "scala", "org.slf4j")),
        new House(
            "config",
            List.of("domain", "search", "retrain", "profile", "data", "net", "sink"),
            List.of("com.typesafe.config")),
        new House(
            "cli",
            List.of(
                "config", "driver", "format", "report", "sink", "search", "retrain", "profile",
                "data", "store", "domain"),
            List.of("picocli", "org.apache.spark")));
  }

  @ParameterizedTest
  @MethodSource("table")
  void packageUsesOnlyItsRow(House house) {
    List<String> allowed =
        new ArrayList<>(List.of("java..", "javax..", "com.sun.management..", ""));
    allowed.add(ROOT + "." + house.name() + "..");
    house.uses().forEach(ours -> allowed.add(ROOT + "." + ours + ".."));
    house.libraries().forEach(library -> allowed.add(library + ".."));
    classes()
        .that()
        .resideInAPackage(ROOT + "." + house.name() + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageHasARow() {
    Set<String> rows = table().map(House::name).collect(Collectors.toSet());
    Set<String> houses =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals(ROOT))
            .map(name -> name.substring(ROOT.length() + 1).split("\\.")[0])
            .collect(Collectors.toSet());
    assertThat(rows).containsAll(houses);
  }

  @Test
  void packagesHaveNoCycle() {
    slices()
        .matching(ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        // The one that chooses an engine names the engines, which stand behind its contract.
        .ignoreDependency(nameStartingWith(ROOT + ".net.Supernets"), alwaysTrue())
        .check(CLASSES);
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
        .resideOutsideOfPackage(ROOT + ".dl4j..")
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
