/** Rounds of tasks on Spark and what they need: slots, memory, engines. */
package org.fbnetspark.driver.rounds;
