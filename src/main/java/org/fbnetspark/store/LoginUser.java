package org.fbnetspark.store;

import org.apache.hadoop.security.UserGroupInformation;

/** Who this process is to Hadoop's file systems. */
public final class LoginUser {

  private LoginUser() {}

  /**
   * Gives a name to a user whose id has none, as in a container that is started under any id.
   * Hadoop would look for it in vain, and fail; it must not have been used before.
   */
  public static void name(String name) {
    UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(name));
  }
}
