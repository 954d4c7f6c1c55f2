package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.ConfigReader;
import org.apache.spark.launcher.SparkLauncher;
import org.fbnetspark.testing.KubernetesTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes of {@code submit/}: settings that Spark knows, objects that Kubernetes knows. */
class RecipesTest {

  private static final Path SUBMIT = Path.of("submit");

  /** Of Spark's Kubernetes module, which is not assembled here. */
  private static final Set<String> OF_KUBERNETES =
      Set.of(
          "spark.kubernetes.namespace",
          "spark.kubernetes.authenticate.driver.serviceAccountName",
          "spark.kubernetes.driver.podTemplateFile",
          "spark.kubernetes.executor.podTemplateFile",
          "spark.kubernetes.executor.request.cores",
          "spark.kubernetes.executor.limit.cores");

  private static final Set<String> OF_THE_LAUNCHER =
      Set.of(
          SparkLauncher.DRIVER_DEFAULT_JAVA_OPTIONS, SparkLauncher.EXECUTOR_DEFAULT_JAVA_OPTIONS);

  private static Map<String, String> settings(String recipe) throws IOException {
    Properties properties = new Properties();
    Path file = SUBMIT.resolve(recipe);
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.forEach((key, value) -> settings.put(key.toString(), value.toString()));
    Set<String> seen = new HashSet<>();
    Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("spark."))
        .forEach(line -> assertThat(seen.add(line.split("\\s")[0])).as(line).isTrue());
    assertThat(settings).hasSameSizeAs(seen);
    return settings;
  }

  /** Spark registers its settings as their classes are loaded. */
  private static void register() throws ClassNotFoundException {
    Class.forName("org.apache.spark.internal.config.package$");
    Class.forName("org.apache.spark.internal.config.Network$");
    Class.forName("org.apache.spark.deploy.yarn.config.package$");
  }

  private static boolean isKnown(String key) {
    return OF_KUBERNETES.contains(key)
        || OF_THE_LAUNCHER.contains(key)
        || ConfigEntry.findEntry(key) != null
        || key.matches("spark\\.(executorEnv|yarn\\.appMasterEnv|kubernetes\\.driverEnv)\\.\\w+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone.conf", "yarn.conf", "kubernetes/spark.conf"})
  void settingsAreThoseThatSparkKnowsAndCanRead(String recipe) throws Exception {
    register();
    Map<String, String> settings = settings(recipe);
    assertThat(settings).allSatisfy((key, value) -> assertThat(isKnown(key)).as(key).isTrue());
    ConfigReader values = new ConfigReader(settings);
    settings.keySet().stream()
        .map(ConfigEntry::findEntry)
        .filter(entry -> entry != null)
        .forEach(entry -> assertThat(entry.readFrom(values)).isNotNull());
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    conf.validateSettings();
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone.conf", "yarn.conf", "kubernetes/spark.conf"})
  void tasksHaveAsManyThreadsAsCoresAndExecutorsThatLeaveNeedNoService(String recipe)
      throws IOException {
    Map<String, String> settings = settings(recipe);
    assertThat(settings.get("spark.executorEnv.OMP_NUM_THREADS"))
        .isEqualTo(settings.get("spark.task.cpus"));
    assertThat(settings)
        .containsEntry("spark.dynamicAllocation.shuffleTracking.enabled", "true")
        .containsEntry("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    if (!recipe.equals("standalone.conf")) {
      assertThat(settings).containsKey("spark.executor.memoryOverhead");
    }
  }

  @Test
  void podsOfKubernetesFitItsSchemaAndTheSettings() throws IOException {
    Map<String, String> settings = settings("kubernetes/spark.conf");
    for (String role : List.of("driver", "executor")) {
      String template = settings.get("spark.kubernetes." + role + ".podTemplateFile");
      assertThat(template).isEqualTo("submit/kubernetes/" + role + "-pod.yaml");
      assertThat(KubernetesTypes.problems(Files.readString(Path.of(template)))).isEmpty();
    }
    String access = Files.readString(SUBMIT.resolve("kubernetes/access.yaml"));
    assertThat(KubernetesTypes.problems(access)).isEmpty();
    assertThat(access)
        .contains("name: " + settings.get("spark.kubernetes.namespace") + "\n")
        .contains(
            "kind: ServiceAccount\nmetadata:\n  name: "
                + settings.get("spark.kubernetes.authenticate.driver.serviceAccountName"));
  }

  @Test
  void theImageHasWhatTheSettingsName() throws IOException {
    String image = Files.readString(SUBMIT.resolve("kubernetes/Dockerfile"));
    Map<String, String> settings = settings("kubernetes/spark.conf");
    assertThat(settings.get("spark.executor.extraClassPath"))
        .isEqualTo("/opt/fbnet-spark/target/lib/*");
    assertThat(image)
        .contains("target/lib /opt/fbnet-spark/target/lib\n")
        .contains("target/fbnet-spark.jar /opt/fbnet-spark/target/\n")
        .contains("USER 185\n");
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(image)
        .contains(":" + tag(pom, "spark.version") + "-scala" + tag(pom, "scala.binary.version"));
    assertThat(Files.readString(SUBMIT.resolve("kubernetes/executor-pod.yaml")))
        .contains("runAsUser: 185");
  }

  private static String tag(String pom, String name) {
    return pom.replaceFirst("(?s).*<" + name + ">(.*?)</.*", "$1");
  }

  private static List<String> problemsOf(String from, String to) throws IOException {
    String pod = Files.readString(SUBMIT.resolve("kubernetes/executor-pod.yaml"));
    assertThat(pod).contains(from);
    return KubernetesTypes.problems(pod.replaceFirst(Pattern.quote(from), to));
  }

  @Test
  void whatKubernetesDoesNotKnowIsFound() throws IOException {
    assertThat(problemsOf("runAsNonRoot", "runAsNotRoot"))
        .containsExactly("object 1.spec.securityContext: no field runAsNotRoot");
    assertThat(problemsOf("runAsUser: 185", "runAsUser: \"185\""))
        .singleElement()
        .asString()
        .contains("spec.securityContext.runAsUser: must be integer");
    assertThat(problemsOf("type: RuntimeDefault", "type: Default"))
        .singleElement()
        .asString()
        .contains("must be one of RuntimeDefault|");
    assertThat(problemsOf("topologyKey: kubernetes.io/hostname", "namespaces: [a]"))
        .singleElement()
        .asString()
        .endsWith("podAffinityTerm: lacks topologyKey");
    assertThat(problemsOf("sizeLimit: 8Gi", "sizeLimit: 8 GB")).hasSize(1);
    assertThat(problemsOf("kind: Pod", "kind: Pot")).containsExactly("object 1: no kind v1/Pot");
  }
}
