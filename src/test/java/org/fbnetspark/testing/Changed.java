package org.fbnetspark.testing;

import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Records of settings that differ from others in some of them. */
public final class Changed {

  private Changed() {}

  /** The record with these settings, each in the place of the first one of its type. */
  public static <R extends Record> R of(R record, Object... settings) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = components[i].getAccessor().invoke(record);
      }
      for (Object setting : settings) {
        values[place(types, setting)] = setting;
      }
      @SuppressWarnings("unchecked")
      Class<R> type = (Class<R>) record.getClass();
      return type.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static int place(Class<?>[] types, Object setting) {
    for (int i = 0; i < types.length; i++) {
      if (MethodType.methodType(types[i]).wrap().returnType().isInstance(setting)) {
        return i;
      }
    }
    throw new IllegalArgumentException("No setting is a " + setting.getClass());
  }
}
