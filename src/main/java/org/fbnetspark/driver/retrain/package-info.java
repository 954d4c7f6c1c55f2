/** One network trained, by our rounds or by dl4j-spark. */
package org.fbnetspark.driver.retrain;
