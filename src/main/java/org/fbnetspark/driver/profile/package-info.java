/** Latencies of rows and networks measured on the devices of a cluster. */
package org.fbnetspark.driver.profile;
