package org.fbnetspark.testing;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.fbnetspark.experiment.Experiment;

/** Experiments that differ from others in some of their settings. */
public final class Changed {

  private Changed() {}

  /** The experiment with these settings, each in the place of the one of its type. */
  public static Experiment of(Experiment experiment, Object... settings) {
    RecordComponent[] components = Experiment.class.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = components[i].getAccessor().invoke(experiment);
      }
      for (Object setting : settings) {
        values[Arrays.asList(types).indexOf(setting.getClass())] = setting;
      }
      return Experiment.class.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
