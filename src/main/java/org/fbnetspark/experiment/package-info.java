/** One experiment as the jobs are told it: every setting of a configuration, without its syntax. */
package org.fbnetspark.experiment;
