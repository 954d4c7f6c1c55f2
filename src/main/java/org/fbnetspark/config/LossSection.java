package org.fbnetspark.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.search.Target;
import org.fbnetspark.search.ThetaRule;

/** Reads {@code search.loss.form} and what the form is made of. */
final class LossSection {

  private static final String AUTO = "auto";
  private static final String TARGET = "target";
  private static final String REWARD = "reward";
  private static final String FORM = "search.loss.form";
  private static final String SCALE = "search.loss.scale";

  /** Forms that hold a cost against a scale. */
  private static final List<String> SCALED = List.of("product-log", "additive", "linear", REWARD);

  private final Keys keys;

  LossSection(Keys keys) {
    this.keys = keys;
  }

  /** Empty where rules that join several keys are broken. */
  Optional<HardwareLoss> read(Optional<Target> target, ThetaRule rule) {
    List<String> forms = new ArrayList<>(List.of(AUTO));
    forms.addAll(HardwareLoss.NAMES);
    String form = keys.named(FORM, forms);
    boolean rewarded = rule instanceof ThetaRule.Reinforce;
    if (form.equals(AUTO)) {
      form = rewarded ? REWARD : target.isPresent() ? TARGET : "fbnet";
    }
    OptionalDouble alpha = keys.optionalNumber("search.loss.alpha", Range.above(0));
    OptionalDouble beta = keys.optionalNumber("search.loss.beta", Range.atLeast(0));
    OptionalDouble scale = keys.optionalNumber(SCALE, Range.above(0));
    return allowed(form, target, rewarded, scale)
        ? Optional.of(
            HardwareLoss.named(
                form, alpha, beta, scale.orElse(target.map(Target::cost).orElse(1.0))))
        : Optional.empty();
  }

  private boolean allowed(
      String form, Optional<Target> target, boolean rewarded, OptionalDouble scale) {
    if (rewarded && !List.of(REWARD, TARGET).contains(form)) {
      keys.refuse(
          FORM,
          "must be auto, reward or target where search.theta.rule is reinforce, for that follows"
              + " no slope of a loss");
      return false;
    }
    if (form.equals(TARGET) && target.isEmpty()) {
      keys.refuse(
          FORM,
          "is target, but there is none; set "
              + Target.key(keys.named("cost.kind", CostKind.class))
              + ", or another form");
      return false;
    }
    if (SCALED.contains(form) && scale.isEmpty() && target.isEmpty()) {
      keys.refuse(SCALE, "must be set for the " + form + " form, or a target must be");
      return false;
    }
    if (!SCALED.contains(form) && scale.isPresent()) {
      keys.refuse(
          SCALE, "belongs to the forms " + String.join(", ", SCALED) + ", but the form is " + form);
      return false;
    }
    return true;
  }
}
