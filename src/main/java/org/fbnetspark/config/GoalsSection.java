package org.fbnetspark.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.ExperimentGoal;
import org.fbnetspark.search.Limit;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.Target;

/**
 * Reads {@code search.goals}: what each of several goals has in place of the keys that a search of
 * one goal is told by.
 */
final class GoalsSection {

  static final String KEY = "search.goals";

  /** Full keys by the names that a goal has for them. */
  static final Map<String, String> REPLACED =
      Map.of(
          "kind", "cost.kind",
          "latency-table", "cost.latency-table",
          "target-latency-millis", "search.target-latency-millis",
          "target-macs", "search.target-macs",
          "target-parameters", "search.target-parameters");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._=+-]{0,159}");

  private final Keys keys;

  GoalsSection(Keys keys) {
    this.keys = keys;
  }

  /**
   * What a goal is told.
   *
   * @param name of the goal
   * @param replaced values by the full keys that they stand in for
   */
  record Told(String name, Map<String, ConfigValue> replaced) {}

  /** The goals in order; none where a search has one. */
  List<Told> read() {
    if (keys.isNull(KEY)) {
      return List.of();
    }
    List<Told> goals = keys.objects(KEY, GoalsSection::goal);
    if (goals.size() < 2 || goals.size() > ExperimentGoal.MOST) {
      keys.refuse(
          KEY,
          "must be null or a list of 2 to "
              + ExperimentGoal.MOST
              + " goals; a search has a single one by cost.kind and search.target-* alone");
    }
    Set<String> names = new TreeSet<>();
    for (Told goal : goals) {
      // Folders of such names would be one where a file system does not tell cases apart.
      if (!names.add(goal.name().toLowerCase(Locale.ROOT))) {
        keys.refuse(KEY, "has two goals " + goal.name() + "; give each a name of its own");
      }
    }
    return goals;
  }

  private static Told goal(Keys own) {
    Map<String, ConfigValue> replaced = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (String name : new TreeSet<>(REPLACED.keySet())) {
      Optional<ConfigValue> value = own.value(name);
      value.ifPresent(told -> replaced.put(REPLACED.get(name), told));
      if (name.startsWith("target-") && !own.isNull(name)) {
        words.add(value.orElseThrow().unwrapped() + unit(name));
      }
    }
    if (words.isEmpty() && !own.isNull("kind")) {
      words.add(own.text("kind"));
    }
    String name = own.isNull("name") ? String.join("-", words) : own.text("name");
    if (!NAME.matcher(name).matches()) {
      own.refuse(
          "name",
          "must be 1 to 160 letters, digits and . _ - + =, the first one a letter or digit, for it names a folder; only a goal with a target or kind of its own may leave it out");
    }
    return new Told(name, replaced);
  }

  /** An experiment as a goal, with nothing left out. */
  static ConfigObject goal(String name, Experiment experiment) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("name", name);
    told.put("kind", experiment.costs().kind().key());
    told.put("latency-table", experiment.costs().latencyTable().orElse(null));
    for (CostKind kind : CostKind.values()) {
      told.put(Target.key(kind).substring("search.".length()), cost(kind, experiment));
    }
    return ConfigValueFactory.fromMap(told, "a job");
  }

  /** The target or limit of a kind in the unit of its key; null where there is none. */
  private static Double cost(CostKind kind, Experiment experiment) {
    SearchSettings search = experiment.search();
    OptionalDouble cost =
        kind == experiment.costs().kind()
            ? search.target().stream().mapToDouble(Target::cost).findFirst()
            : search.limits().stream()
                .filter(limit -> limit.kind() == kind)
                .mapToDouble(Limit::most)
                .findFirst();
    double unit = kind == CostKind.LATENCY ? SearchSection.MICROS_PER_MILLI : 1;
    return cost.isPresent() ? (Double) (cost.getAsDouble() / unit) : null;
  }

  private static String unit(String target) {
    return switch (target) {
      case "target-latency-millis" -> "ms";
      case "target-macs" -> "macs";
      default -> "parameters";
    };
  }
}
