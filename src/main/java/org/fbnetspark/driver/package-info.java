/** What runs on the driver: one job for each command, and the search's ports on Spark. */
package org.fbnetspark.driver;
