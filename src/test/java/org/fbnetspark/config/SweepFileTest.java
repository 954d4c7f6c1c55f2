package org.fbnetspark.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.fbnetspark.experiment.Configuration;
import org.fbnetspark.experiment.SweepPoint;
import org.fbnetspark.experiment.SweepSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepFileTest {

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private SweepFile sweep(String text, String... overrides) throws IOException {
    return SweepFile.load(file("sweep.conf", text), List.of(overrides));
  }

  private String refusal(String text, String... overrides) throws IOException {
    try {
      sweep(text, overrides);
    } catch (ConfigRefused refused) {
      return refused.getMessage();
    }
    throw new AssertionError("accepted: " + text);
  }

  private static List<String> names(SweepFile sweep) {
    return sweep.points().stream().map(SweepPoint::name).toList();
  }

  @Test
  void everyCombinationIsAPoint() throws IOException {
    SweepFile sweep =
        sweep(
            """
            cost.kind = macs
            search.epochs = 20
            sweep.axes { "search.target-macs" = [1e6, 2000000], seed = [1, 2] }
            """);
    assertThat(names(sweep))
        .containsExactly(
            "target-macs=1000000_seed=1",
            "target-macs=1000000_seed=2",
            "target-macs=2000000_seed=1",
            "target-macs=2000000_seed=2");
    SweepPoint last = sweep.points().get(3);
    assertThat(last.experiment().search().target().orElseThrow().cost()).isEqualTo(2e6);
    assertThat(last.experiment().search().seed()).isEqualTo(2);
    assertThat(last.experiment().search().epochs()).isEqualTo(20);
    assertThat(sweep.settings())
        .isEqualTo(new SweepSettings(SweepSettings.Share.GOALS, OptionalInt.empty(), 2));
  }

  @Test
  void axesMayBeWrittenAsSectionsAndSetSections() throws IOException {
    SweepFile sweep =
        sweep(
            """
            sweep {
              axes {
                search { weights.learning-rate = [0.05, 0.1], theta = [{ beta1 = 0.5 }, { beta1 = 0.7, beta2 = 0.9 }] }
              }
              share = none, parallel = 3, attempts = 5
            }
            """);
    assertThat(sweep.points()).hasSize(4);
    assertThat(names(sweep))
        .allMatch(name -> name.matches("theta=\\S+-[0-9a-f]{6}_learning-rate=0\\.\\d+"));
    assertThat(sweep.points().get(3).experiment().search().theta().beta2()).isEqualTo(0.9);
    assertThat(sweep.settings())
        .isEqualTo(new SweepSettings(SweepSettings.Share.NONE, OptionalInt.of(3), 5));
  }

  @Test
  void namesAreReadableAndSafe() throws IOException {
    SweepFile sweep =
        sweep(
            """
            sweep.axes {
              "cost.latency-table" = [null, tables/pixel 8.json, "hdfs:///t/../pixel 8.json"]
              "search.weights.learning-rate" = [1e-3]
              "search.theta.learning-rate" = [0.5]
            }
            """);
    assertThat(names(sweep))
        .allMatch(name -> name.matches("[A-Za-z0-9][A-Za-z0-9._=+-]*"))
        .anyMatch(
            name ->
                name.equals(
                    "latency-table=none_theta.learning-rate=0.5_weights.learning-rate=0.001"))
        .filteredOn(name -> name.contains("pixel-8-"))
        .hasSize(2);
  }

  /** A run is found again by its name, whatever was added or taken away meanwhile. */
  @Test
  void namesDoNotDependOnOtherValues() throws IOException {
    String wide = "sweep.axes { \"space.name\" = [tiny, fbnet-v1], seed = [1, 2, 3] }";
    String narrow = "sweep.axes { seed = [3, 2], \"space.name\" = [fbnet-v1] }";
    assertThat(names(sweep(wide))).containsAll(names(sweep(narrow)));
  }

  @Test
  void whatASweepHasKeptGivesTheSamePoints() throws IOException {
    SweepFile sweep =
        sweep(
            """
            include "base.conf"
            sweep { axes { "search.theta" = [{ beta1 = 0.5 }, { beta1 = 0.7 }], "data.path" = [null, a/b] }, attempts = 4 }
            """
                .replace("include \"base.conf\"", "search.epochs = 7, search.warmup-epochs = 2"),
            "sweep.parallel=2");
    SweepFile again = SweepFile.parse(sweep.text().orElseThrow(), "kept", List.of());
    assertThat(names(again)).isEqualTo(names(sweep));
    assertThat(again.settings()).isEqualTo(sweep.settings());
    assertThat(again.points().stream().map(point -> point.configuration().render()))
        .containsExactlyElementsOf(
            sweep.points().stream().map(point -> point.configuration().render()).toList());
  }

  @Test
  void everyProblemIsToldWithItsPoints() throws IOException {
    assertThat(
            refusal(
                """
                search.batch = 0
                sweep.axes { "search.epochs" = [0, 20, 30], seed = [1, x] }
                """))
        .contains("all 6 points: search.batch = 0")
        .contains("epochs=0_seed=1, epochs=0_seed=x: search.epochs = 0 (")
        .contains("seed = \"x\"");
    assertThat(refusal("sweep { axes { sede = [1] }, shared = none, attempts = 0 }"))
        .contains("sweep.axes.sede", "did you mean seed", "sweep.shared", "sweep.attempts");
    assertThat(refusal("sweep.axes { seed = 1 }")).contains("must be a list of values");
    assertThat(refusal("sweep.axes { seed = [1, 1] }")).contains("has a value twice");
    assertThat(refusal("sweep.axes { seed = [] }")).contains("must be a list of 1 to");
    assertThat(refusal("sweep.axes { seed = [1] }", "seed=3")).contains("is an axis");
    assertThat(refusal("sweep.axes { search = [{ epochs = 3 }] }", "search.epochs=4"))
        .contains("search.epochs", "is an axis");
    assertThat(refusal("sweep.axes { \"search.epochs\" = [3] }", "search={ epochs = 4 }"))
        .contains("search.epochs", "is an axis");
    assertThat(refusal("sweep { axes { seed = [1] }, shar = none }"))
        .contains("did you mean sweep.share?");
    assertThat(refusal("sweep.parallel = many")).contains("sweep.parallel");
  }

  @Test
  void twoAxesDoNotSetTheSameKey() throws IOException {
    String key = "\"search.target-macs\" = [1000000, 2000000]";
    assertThat(refusal("sweep.axes { " + key + ", search = [{ target-macs = 3000000 }] }"))
        .contains("sweep.axes.search", "sets search.target-macs", "sweep.axes.search.target-macs");
    assertThat(
            refusal(
                "sweep.axes { search = [{ theta { beta2 = 0.9 } }], \"search.theta\" = [{ beta2 ="
                    + " 0.99, rate = 0.02 }] }"))
        .contains("sets search.theta.beta2");
    String other = "search = [{ epochs = 30 }, { epochs = 40 }]";
    assertThat(sweep("cost.kind = macs\nsweep.axes { " + key + ", " + other + " }").points())
        .hasSize(4);
  }

  @Test
  void anExperimentIsNoSweep() throws IOException {
    Path file = file("one.conf", "sweep.axes { seed = [1] }");
    try {
      ConfigFile.load(Optional.of(file), List.of()).experiment();
      throw new AssertionError("accepted");
    } catch (ConfigRefused refused) {
      assertThat(refused.getMessage()).contains("is for ./submit/sweep alone");
    }
    assertThat(ConfigFile.load(Optional.empty(), List.of()).render()).doesNotContain("sweep.");
  }

  @Test
  void aBatchNamesPointsAsTheirFiles() throws IOException {
    Path phone = file("phone.conf", "seed = 5");
    Path watch = file("my watch.conf", "seed = 6");
    SweepFile batch =
        SweepFile.batch(List.of(phone, watch), List.of("sweep.attempts=3", "search.epochs=12"));
    assertThat(names(batch)).first().isEqualTo("phone");
    assertThat(names(batch).get(1)).matches("my-watch-[0-9a-f]{6}");
    assertThat(batch.points().get(1).experiment().search().seed()).isEqualTo(6);
    assertThat(batch.points().get(1).experiment().search().epochs()).isEqualTo(12);
    assertThat(batch.settings().attempts()).isEqualTo(3);
    assertThat(batch.text()).isEmpty();
    Path same = Files.createDirectories(folder.resolve("other")).resolve("Phone.conf");
    Files.writeString(same, "seed = 7");
    try {
      SweepFile.batch(List.of(phone, same), List.of());
      throw new AssertionError("accepted");
    } catch (ConfigRefused refused) {
      assertThat(refused.getMessage()).contains("is the name of two points, phone and Phone");
    }
  }

  /** What decides the epochs of the weights alone must stay, or bits would be another search's. */
  @Test
  void aWarmUpIsSharedByThoseWhoAgreeInWhatDecidesIt() throws IOException {
    Configuration base = ConfigFile.load(Optional.empty(), List.of("data.path=d"));
    List<String> alike =
        List.of(
            "search.target-latency-millis=3",
            "cost.kind=parameters",
            "cost.latency-table=t.json",
            "search.loss.beta=2",
            "search.theta.learning-rate=1",
            "search.alternation=2",
            "search.finalists=9",
            "search.finalist-epochs=3",
            "derive.samples=0",
            "retrain.batch=5",
            "run.checkpoints=9",
            "profile.passes=9",
            "space.most-skips=2",
            "space.stop-at-skips=2",
            "search.theta.order=second");
    for (String key : alike) {
      Configuration other = ConfigFile.load(Optional.empty(), List.of("data.path=d", key));
      assertThat(other.warmUp().render()).as(key).isEqualTo(base.warmUp().render());
    }
    List<String> unlike =
        List.of(
            "seed=2",
            "engine=portable",
            "data.path=e",
            "data.weight-share=0.5",
            "data.augmentation.flip=false",
            "space.name=tiny",
            "search.epochs=91",
            "search.warmup-epochs=9",
            "search.batch=23",
            "search.shards=7",
            "search.gate-rule=softmax",
            "search.gates=per-example",
            "search.temperature.initial=4",
            "search.widths.sampling=fair",
            "search.weights.learning-rate=0.2",
            "search.weights.steps-per-round=3");
    for (String key : unlike) {
      Configuration other = ConfigFile.load(Optional.empty(), List.of("data.path=d", key));
      assertThat(other.warmUp().render()).as(key).isNotEqualTo(base.warmUp().render());
    }
    assertThat(base.warmUp().experiment().search().target()).isEmpty();
  }
}
