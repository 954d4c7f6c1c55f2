package org.fbnetspark.cli;

import org.apache.spark.deploy.SparkSubmit;
import org.fbnetspark.store.LoginUser;

/** Stands before spark-submit where the user's id has no name. */
public final class NamelessUser {

  private NamelessUser() {}

  /** Takes {@code HADOOP_USER_NAME} as name and does what spark-submit does. */
  public static void main(String[] args) {
    LoginUser.name(System.getenv("HADOOP_USER_NAME"));
    SparkSubmit.main(args);
  }
}
