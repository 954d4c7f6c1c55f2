package org.fbnetspark.retrain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.fbnetspark.data.Augmentation;

/**
 * A way of training from scratch.
 *
 * @param name of the recipe
 * @param settings of the training
 * @param augmentation of the examples
 */
public record RetrainRecipe(String name, RetrainSettings settings, Augmentation augmentation) {

  /** All of it for a person, by name. */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("epochs", String.valueOf(settings.epochs()));
    settings
        .patience()
        .ifPresent(epochs -> facts.put("epochs without a better network", String.valueOf(epochs)));
    facts.put("engine", settings.engine().key());
    facts.put("shards", String.valueOf(settings.shards()));
    facts.put("images a step of a shard", String.valueOf(settings.batch()));
    facts.put("steps between averages", String.valueOf(settings.stepsPerRound()));
    facts.put("learning rate", settings.learningRate().inWords());
    facts.put("momentum", String.valueOf(settings.momentum()));
    facts.put("weight decay", String.valueOf(settings.weightDecay()));
    facts.put("label smoothing", String.valueOf(settings.labelSmoothing()));
    facts.put("dropout", String.valueOf(settings.dropout()));
    if (settings.cells().auxiliaryWeight() > 0) {
      facts.put("auxiliary loss", String.valueOf(settings.cells().auxiliaryWeight()));
    }
    if (settings.cells().dropPath() > 0) {
      facts.put("dropped paths", String.valueOf(settings.cells().dropPath()));
    }
    facts.put("average of weights", String.valueOf(settings.averageDecay()));
    facts.put("share held out", String.valueOf(settings.heldOutShare()));
    facts.put("augmentation", augmentation.inWords());
    return facts;
  }

  /** All of it for a person, in one line. */
  public String inWords() {
    return facts().entrySet().stream()
        .map(fact -> fact.getKey() + " " + fact.getValue())
        .collect(Collectors.joining(", ", name + ": ", ""));
  }
}
